package io.github.auroraproxy.customresource.postgres;

/** String constants for statements that take no parameters, as CREATE ROLE and COMMENT. */
final class Literals {

  private Literals() {}

  /**
   * @param text any text without the character NUL, which PostgreSQL has not
   */
  static String quoted(String text) {
    if (text.indexOf('\\') < 0) {
      return "'" + text.replace("'", "''") + "'";
    }
    // Reads the same whatever standard_conforming_strings says.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
