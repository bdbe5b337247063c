package io.github.auroraproxy.customresource.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list of names as the value of a parameter such as {@code search_path} writes it. */
final class NameList {

  private static final Pattern NAME =
      Pattern.compile("\\s*(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))\\s*(?:,|$)");

  private NameList() {}

  /**
   * The names; one in quotes keeps its case, another is folded to lower case. An empty one, by
   * which PostgreSQL writes an empty list, is none.
   */
  static List<String> parse(String value) {
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(value);
    int end = 0;
    while (end < value.length() && matcher.find(end) && matcher.start() == end) {
      String quoted = matcher.group(1);
      String plain = matcher.group(2);
      if (quoted != null && !quoted.isEmpty()) {
        names.add(quoted.replace("\"\"", "\""));
      } else if (plain != null && !plain.isBlank()) {
        names.add(plain.strip().toLowerCase(Locale.ROOT));
      }
      end = matcher.end();
    }
    return List.copyOf(names);
  }
}
