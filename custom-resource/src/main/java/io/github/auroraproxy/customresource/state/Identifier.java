package io.github.auroraproxy.customresource.state;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

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

  /** The role that stands for the lock of a run, which no application may use. */
  public static final String LOCK_ROLE = "aurora_proxy_lock";

  private static final String OWNER_SUFFIX = "_owner";
  private static final int HASH_DIGITS = 8;

  private static final Pattern QUOTES = Pattern.compile("['\"\\\\$`]");

  /** What the grammar takes for something else where a role is named, quoted or not. */
  private static final Set<String> RESERVED_ROLES = Set.of("public", "none", LOCK_ROLE);

  /** Databases that belong to PostgreSQL or to RDS. */
  private static final Set<String> RESERVED_DATABASES =
      Set.of("postgres", "template0", "template1");

  /**
   * @param value the name of a role
   * @param property where it stands, for the message
   * @throws FunctionException if PostgreSQL or RDS would refuse or change it
   */
  public static Identifier role(String value, String property) {
    return checked(value, property, RESERVED_ROLES);
  }

  /**
   * @param value the name of a database
   * @param property where it stands, for the message
   * @throws FunctionException if PostgreSQL or RDS would refuse or change it
   */
  public static Identifier database(String value, String property) {
    return checked(value, property, RESERVED_DATABASES);
  }

  /**
   * The name of the role that owns a database unless another is stated: the database's with {@code
   * _owner}; with a hash, and shortened, where that would be over 63 bytes or hold quotation marks.
   */
  public static Identifier ownerOf(Identifier database) {
    String name = database.value() + OWNER_SUFFIX;
    if (bytes(name) <= MAX_BYTES && !QUOTES.matcher(name).find()) {
      return new Identifier(name);
    }
    String suffix = "_" + hash(database.value()) + OWNER_SUFFIX;
    String start = QUOTES.matcher(database.value()).replaceAll("_");
    while (bytes(start + suffix) > MAX_BYTES) {
      start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
    }
    return new Identifier(start + suffix);
  }

  /**
   * The name of an owner. It holds no quotation marks: Flyway writes it between some of its own.
   *
   * @param value the name of a role
   * @param property where it stands, for the message
   * @throws FunctionException if PostgreSQL, RDS or Flyway would refuse or change it
   */
  public static Identifier owner(String value, String property) {
    Identifier owner = role(value, property);
    if (QUOTES.matcher(value).find()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s %s holds a quotation mark, a backslash or a dollar sign; choose a name without."
              .formatted(property, ForeignText.name(value)));
    }
    return owner;
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hash(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static Identifier checked(String value, String property, Set<String> reserved) {
    if (value.isEmpty()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY, property + " is empty; give it a name of 1 to 63 bytes.");
    }
    if (!value.codePoints().allMatch(ForeignText::isVisible)) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          property
              + " holds a control character, an invisible one or half of a surrogate pair; use printable characters only.");
    }
    int bytes = bytes(value);
    if (bytes > MAX_BYTES) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s '%s' has %s bytes, and PostgreSQL keeps only 63 of a name; shorten it."
              .formatted(property, value, bytes));
    }
    String lowerCase = value.toLowerCase(Locale.ROOT);
    if (lowerCase.startsWith("pg_") || lowerCase.startsWith("rds")) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s '%s' starts with 'pg_' or 'rds', which PostgreSQL and RDS reserve; choose another name."
              .formatted(property, value));
    }
    if (reserved.contains(lowerCase)) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s '%s' is reserved by PostgreSQL; choose another name.".formatted(property, value));
    }
    return new Identifier(value);
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
