package io.github.auroraproxy.customresource.failure;

/**
 * Text that somebody else chose, such as a server's message or the name of an object. It stands in
 * quotes after the tool's own sentence, without quotes of its own, with control characters escaped
 * and its length bounded, so that nobody takes it for advice of the tool.
 */
public final class ForeignText {

  private static final int MAX_LENGTH = 200;

  private ForeignText() {}

  /** The text in quotes, on one line, at most 200 characters of it. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int[] codePoints = text.codePoints().limit(MAX_LENGTH + 1L).toArray();
    for (int i = 0; i < Math.min(codePoints.length, MAX_LENGTH); i++) {
      append(quoted, codePoints[i]);
    }
    return quoted.append(codePoints.length > MAX_LENGTH ? "…\"" : "\"").toString();
  }

  /**
   * A name that somebody else chose, in single quotes: quotation marks in it become underscores, so
   * that what follows them can't pass for the tool's own words.
   */
  public static String name(String name) {
    return "'" + visible(name).replaceAll("['\"“”„‘’`]", "_") + "'";
  }

  /** The text with control, format and other invisible characters escaped. */
  public static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isVisible(c)) {
                visible.appendCodePoint(c);
              } else {
                visible.append("\\u{%x}".formatted(c));
              }
            });
    return visible.toString();
  }

  private static void append(StringBuilder quoted, int codePoint) {
    if (codePoint == '"') {
      quoted.append('\'');
    } else if (isVisible(codePoint)) {
      quoted.appendCodePoint(codePoint);
    } else {
      quoted.append("\\u{%x}".formatted(codePoint));
    }
  }

  /** Whether a reader sees the character as what it is: no control, format or private character. */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
