package io.github.auroraproxy.internal;

import io.github.auroraproxy.InvalidPropertyException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awscdk.Token;

/** Refuses what AWS or PostgreSQL would refuse much later, in one sentence naming the property. */
public final class Guard {

  private static final Pattern RDS_NAME = Pattern.compile("[A-Za-z](-?[A-Za-z0-9])*");
  private static final Pattern SQL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern PARAMETER =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
  private static final Pattern EXTENSION = Pattern.compile("[A-Za-z_](-?[A-Za-z0-9_])*");
  private static final int LONGEST_NAME = 63;
  private static final Set<String> RESERVED_DATABASES =
      Set.of("postgres", "template0", "template1");
  private static final Set<String> RESERVED_USERS = Set.of("public", "none", "aurora_proxy_lock");
  private static final Set<String> FORBIDDEN_PARAMETERS = Set.of("role", "session_authorization");

  private final String where;

  private Guard(String where) {
    this.where = where;
  }

  /**
   * @param where what has the properties, as it opens the message: {@code AuroraProxy Shop/Proxy}
   */
  public static Guard of(String where) {
    return new Guard(where);
  }

  /** What has the properties. */
  public String where() {
    return where;
  }

  /** Checks the name of a parameter that a role's sessions can be given. */
  public void parameterName(String property, String value) {
    check(
        PARAMETER.matcher(value).matches()
            && !FORBIDDEN_PARAMETERS.contains(value.toLowerCase(Locale.ROOT)),
        property,
        "has '"
            + value
            + "', which is no parameter that a role can have; use a name of PostgreSQL's view"
            + " pg_settings");
  }

  /** Checks the name of a cluster or proxy; names known only at deployment pass. */
  public String rdsName(String property, String value) {
    check(
        Token.isUnresolved(value)
            || (value.length() <= LONGEST_NAME && RDS_NAME.matcher(value).matches()),
        property,
        "is '"
            + value
            + "', which RDS refuses; use 1 to 63 letters, digits and single hyphens, beginning with"
            + " a letter and not ending in a hyphen");
    return value;
  }

  /** Checks the name of a database in PostgreSQL. */
  public String databaseName(String property, String value) {
    return sqlName(property, value, RESERVED_DATABASES);
  }

  /** Checks the name of a user in PostgreSQL. */
  public String userName(String property, String value) {
    return sqlName(property, value, RESERVED_USERS);
  }

  /**
   * Checks the names of extensions of PostgreSQL, each given once.
   *
   * @see <a href="https://www.postgresql.org/docs/current/extend-extensions.html">Packaging related
   *     objects into an extension</a>
   */
  public List<String> extensionNames(String property, List<String> values) {
    Set<String> names = new HashSet<>();
    for (String value : values) {
      check(
          value.length() <= LONGEST_NAME && EXTENSION.matcher(value).matches(),
          property,
          "has '"
              + value
              + "', which is no name of a PostgreSQL extension; use 1 to 63 letters, digits,"
              + " underscores and single hyphens, such as pg_trgm or uuid-ossp");
      check(names.add(value), property, "has '" + value + "' twice; name each extension once");
    }
    return values;
  }

  private String sqlName(String property, String value, Set<String> reserved) {
    check(
        value.length() <= LONGEST_NAME && SQL_NAME.matcher(value).matches(),
        property,
        "is '"
            + value
            + "', which is no safe PostgreSQL name; use 1 to 63 letters, digits, underscores and"
            + " hyphens, beginning with a letter or an underscore");
    String folded = value.toLowerCase(Locale.ROOT);
    check(
        !folded.startsWith("pg_") && !folded.startsWith("rds") && !reserved.contains(folded),
        property,
        "is '"
            + value
            + "', which is reserved by PostgreSQL or RDS; choose another name that begins with"
            + " neither pg_ nor rds");
    return value;
  }

  /** Checks that a number is in a closed range. */
  public long between(String property, long value, long least, long most, String unit) {
    check(
        least <= value && value <= most,
        property,
        "is " + value + "; use " + least + " to " + most + " " + unit);
    return value;
  }

  /** Checks that a value is one of those allowed. */
  public <T> T oneOf(String property, T value, Collection<T> allowed) {
    check(allowed.contains(value), property, "is '" + value + "'; use one of " + listed(allowed));
    return value;
  }

  /**
   * @param complaint the rest of the sentence after the property, with the fix and no full stop
   * @throws InvalidPropertyException if {@code holds} is false
   */
  public void check(boolean holds, String property, String complaint) {
    if (!holds) {
      throw new InvalidPropertyException(where + ": " + property + " " + complaint + ".");
    }
  }

  private static String listed(Collection<?> values) {
    return String.join(", ", values.stream().map(Object::toString).sorted().toList());
  }
}
