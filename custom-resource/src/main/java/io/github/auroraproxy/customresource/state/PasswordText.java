package io.github.auroraproxy.customresource.state;

import java.text.Normalizer;
import java.util.OptionalInt;

/**
 * Checks whether a password means the same to every client. A client prepares it with SASLprep
 * before it hashes it, and goes on with the password as it is if SASLprep prohibits a character of
 * it. Where libpq and others disagree about a character, no verifier would let all of them in.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4013">RFC 4013: SASLprep</a>
 */
public final class PasswordText {

  private static final int LAST_PRINTABLE_ASCII = 0x7e;

  private PasswordText() {}

  /**
   * The first character that clients may disagree about, if there is one. What SASLprep leaves as
   * it is means the same to all; so does what it changes among characters that every version of
   * Unicode has and that nobody prohibits.
   */
  public static OptionalInt ambiguous(String password) {
    if (password.codePoints().allMatch(PasswordText::isUnchanged)
        && Normalizer.isNormalized(password, Normalizer.Form.NFKC)) {
      return OptionalInt.empty();
    }
    OptionalInt changed =
        password.codePoints().filter(c -> !isUnchanged(c) && !isAgreedUpon(c)).findFirst();
    return changed.isPresent()
        ? changed
        : password.codePoints().filter(c -> !isAgreedUpon(c)).findFirst();
  }

  private static boolean isUnchanged(int c) {
    return c != 0
        && Character.isDefined(c)
        && Character.getType(c) != Character.SURROGATE
        && !isMapped(c)
        && Normalizer.isNormalized(Character.toString(c), Normalizer.Form.NFKC);
  }

  /** The spaces (table C.1.2) and what is dropped (table B.1). */
  private static boolean isMapped(int c) {
    return switch (c) {
      case 0x00a0, 0x1680, 0x202f, 0x205f, 0x3000, 0x00ad, 0x034f, 0x1806, 0x2060, 0xfeff -> true;
      default ->
          (c >= 0x2000 && c <= 0x200d)
              || (c >= 0x180b && c <= 0x180d)
              || (c >= 0xfe00 && c <= 0xfe0f);
    };
  }

  /** Latin letters and signs, combining accents, and full-width forms of ASCII. */
  private static boolean isAgreedUpon(int c) {
    return (c >= ' ' && c <= LAST_PRINTABLE_ASCII)
        || (c >= 0x00a0 && c <= 0x017f)
        || (c >= 0x0300 && c <= 0x0333)
        || (c >= 0xff01 && c <= 0xff5e);
  }
}
