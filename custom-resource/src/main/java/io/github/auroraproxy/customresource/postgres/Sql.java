package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.state.Identifier;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and string constants as they stand in statements that take no parameters. */
public final class Sql {

  private static final int FIRST_SUPPLEMENTARY = 0x10000;

  private Sql() {}

  /**
   * A string constant.
   *
   * @param text any text without the character NUL, which PostgreSQL does not have
   */
  public static String literal(String text) {
    if (text.indexOf('\\') < 0) {
      return "'" + text.replace("'", "''") + "'";
    }
    // Reads the same whatever standard_conforming_strings says.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Any name that PostgreSQL reported. */
  public static String name(String name) {
    return Identifier.quote(name);
  }

  /** Names with commas between them. */
  public static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /**
   * A statement as a person sees it. Invisible characters, which only a quoted name can hold, are
   * written as escapes, so that nobody runs something else than what they read.
   */
  public static String shown(String statement) {
    StringBuilder shown = new StringBuilder();
    statement
        .codePoints()
        .forEach(
            c -> {
              if (ForeignText.isVisible(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(
                    c < FIRST_SUPPLEMENTARY ? "\\%04x".formatted(c) : "\\+%06x".formatted(c));
              }
            });
    return shown.toString();
  }
}
