package io.github.auroraproxy.customresource.failure;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A text that fits into what CloudFormation takes of a custom resource: 4096 bytes of JSON, in
 * which the ids and the address of the log need their part. Over that the whole answer is replaced
 * by "Response object is too long".
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html">Custom
 *     resource response objects</a>
 */
public final class ShortText {

  /** Beside an id of 1024 bytes, the stack's, and the address of the log. */
  static final int MOST_BYTES = 2048;

  private static final int MOST_NAMES = 3;

  private static final String REST = "… (the whole message is in the function's log)";

  private ShortText() {}

  /** The text, or its beginning. */
  public static String of(String text) {
    if (bytes(text) <= MOST_BYTES) {
      return text;
    }
    int most = MOST_BYTES - bytes(REST);
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      int size = bytes(codePoint);
      if (used + size > most) {
        break;
      }
      used += size;
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end) + REST;
  }

  /** The first three names, and how many more there are. */
  public static String names(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and %s more".formatted(names.size() - MOST_NAMES);
  }

  private static int bytes(String text) {
    return text.codePoints().map(ShortText::bytes).sum();
  }

  /** As JSON writes it in UTF-8; what may be escaped counts as escaped. */
  private static int bytes(int codePoint) {
    if ("\"\\\n\r\t\b\f".indexOf(codePoint) >= 0) {
      return "\\n".length();
    }
    if (codePoint < ' ') {
      return "\\u0000".length();
    }
    return Character.charCount(codePoint) == 1
        ? Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length
        : "\\u0000\\u0000".length();
  }
}
