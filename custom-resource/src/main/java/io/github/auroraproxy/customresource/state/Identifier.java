package io.github.auroraproxy.customresource.state;

import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The name of a role or a database as PostgreSQL stores it: 1 to 63 bytes of UTF-8, case kept.
 *
 * @param value the name, unquoted
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical
 *     structure</a>
 */
public record Identifier(String value) {

  /**
   * NAMEDATALEN - 1: PostgreSQL truncates what is longer in silence, so two names could collide.
   */
  private static final int MAX_BYTES = 63;

  /** What the grammar takes for something else where a role is named, quoted or not. */
  private static final Set<String> RESERVED_ROLES = Set.of("public", "none");

  /** Databases that belong to PostgreSQL or to RDS. */
  private static final Set<String> RESERVED_DATABASES =
      Set.of("postgres", "template0", "template1");

  /**
   * @param value the name of a role
   * @param property where it stands, for the message
   * @throws InvalidPropertyException if PostgreSQL or RDS would refuse or change it
   */
  public static Identifier role(String value, String property) {
    return checked(value, property, RESERVED_ROLES);
  }

  /**
   * @param value the name of a database
   * @param property where it stands, for the message
   * @throws InvalidPropertyException if PostgreSQL or RDS would refuse or change it
   */
  public static Identifier database(String value, String property) {
    return checked(value, property, RESERVED_DATABASES);
  }

  private static Identifier checked(String value, String property, Set<String> reserved) {
    if (value.isEmpty()) {
      throw new InvalidPropertyException(property + " is empty; give it a name of 1 to 63 bytes.");
    }
    if (value.codePoints().anyMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c))) {
      throw new InvalidPropertyException(
          property
              + " holds a control character or half of a surrogate pair; use printable characters only.");
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new InvalidPropertyException(
          "%s '%s' has %d bytes, and PostgreSQL keeps only 63 of a name; shorten it."
              .formatted(property, value, bytes));
    }
    String lowerCase = value.toLowerCase(Locale.ROOT);
    if (lowerCase.startsWith("pg_") || lowerCase.startsWith("rds")) {
      throw new InvalidPropertyException(
          "%s '%s' starts with 'pg_' or 'rds', which PostgreSQL and RDS reserve; choose another name."
              .formatted(property, value));
    }
    if (reserved.contains(lowerCase)) {
      throw new InvalidPropertyException(
          "%s '%s' is reserved by PostgreSQL; choose another name.".formatted(property, value));
    }
    return new Identifier(value);
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** The name as it stands in a statement: in double quotes, with those inside doubled. */
  public String quoted() {
    return quote(value);
  }

  /** Any name that PostgreSQL itself reported, as it stands in a statement. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
