package io.github.auroraproxy.internal;

import io.github.auroraproxy.InvalidPropertyException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awscdk.Duration;

/**
 * Checks properties at synth that AWS or PostgreSQL would refuse at deployment. An error message is
 * one sentence that names the property.
 */
public final class Guard {

  private static final Pattern RDS_NAME = Pattern.compile("[A-Za-z](-?[A-Za-z0-9])*");
  private static final Pattern SQL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern PARAMETER =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
  private static final Pattern ROUTINE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_$]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_$]{0,62}");
  private static final Pattern EXTENSION = Pattern.compile("[A-Za-z_](-?[A-Za-z0-9_])*");
  private static final int LONGEST_NAME = 63;
  private static final String SECONDS = "seconds";
  private static final String UNKNOWN = "one known at deployment only";
  private static final Set<String> RESERVED_DATABASES =
      Set.of("postgres", "template0", "template1");
  private static final Set<String> RESERVED_USERS = Set.of("public", "none", "aurora_proxy_lock");
  private static final Set<String> FORBIDDEN_PARAMETERS = Set.of("role", "session_authorization");

  private final String where;

  private Guard(String where) {
    this.where = where;
  }

  /**
   * @param where the construct with the properties, which begins the message: {@code AuroraProxy
   *     Shop/Proxy}
   */
  public static Guard of(String where) {
    return new Guard(where);
  }

  /** The construct with the properties. */
  public String where() {
    return where;
  }

  /** Checks the name of a parameter that a role's sessions can be given. */
  public void parameterName(String property, String value) {
    notOnlyAtDeployment(property, value, "so it can't be the key of a map; write the name out");
    check(
        Known.isPending(value)
            || PARAMETER.matcher(value).matches()
                && !FORBIDDEN_PARAMETERS.contains(value.toLowerCase(Locale.ROOT)),
        property,
        "has '"
            + value
            + "', which is no parameter that a role can have; use a name of PostgreSQL's view"
            + " pg_settings");
  }

  /** Checks the name of a routine, with or without its schema; tokens pass. */
  public void routineName(String property, String value) {
    check(
        !Known.text(value) || ROUTINE.matcher(value).matches(),
        property,
        "names '"
            + value
            + "', which is not the name of a routine; write schema.name, without arguments");
  }

  /** Checks the name of a cluster or proxy; names known only at deployment pass. */
  public String rdsName(String property, String value) {
    check(
        !value.startsWith("arn:"),
        property,
        "is '" + value + "', which is an ARN; use the name, as RDS shows it");
    check(
        !Known.text(value) || (value.length() <= LONGEST_NAME && RDS_NAME.matcher(value).matches()),
        property,
        "is '"
            + value
            + "', which RDS refuses; use 1 to 63 letters, digits and single hyphens, beginning with"
            + " a letter and not ending in a hyphen");
    return value;
  }

  /** Checks the ARN of a proxy, as {@code arn:PARTITION:rds:REGION:ACCOUNT:db-proxy:prx-ID}. */
  public void proxyArn(String property, String value) {
    String[] parts = value.split(":", -1);
    check(
        !Known.text(value)
            || (parts.length == 7 && "rds".equals(parts[2]) && "db-proxy".equals(parts[5])),
        property,
        "is '"
            + value
            + "', which is no proxy's ARN; use arn:aws:rds:REGION:ACCOUNT:db-proxy:prx-ID, with the"
            + " partition of your region");
  }

  /** Checks the path of what is read when the app runs; that of a pending look-up passes. */
  public void readAtSynth(String property, String path) {
    notOnlyAtDeployment(property, path, "but is read at synth; write the path out");
  }

  /**
   * Checks that an ARN of a secret has the six characters that Secrets Manager adds to each name. A
   * name may end in a hyphen and six characters, too, so that one without them can pass.
   */
  public void completeSecretArn(String property, String value) {
    String[] parts = value.split(":", -1);
    check(
        !Known.text(value)
            || (parts.length == 7
                && "secretsmanager".equals(parts[2])
                && "secret".equals(parts[5])
                && parts[6].matches(".+-[A-Za-z0-9]{6}")),
        property,
        "is '"
            + value
            + "', which is no complete ARN of a secret; use"
            + " arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf, as 'aws secretsmanager"
            + " describe-secret' shows it");
  }

  /** Checks that synth knows how many elements a list has. */
  public void elementsKnown(String property, List<String> values, String remedy) {
    check(Known.list(values), property, "is a list that is known at deployment only; " + remedy);
  }

  /** Checks the name of a database in PostgreSQL; the function checks one that synth can't know. */
  public String databaseName(String property, String value) {
    return sqlName(property, value, RESERVED_DATABASES);
  }

  /** Checks the name of a user in PostgreSQL; the function checks one that synth can't know. */
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
          !Known.text(value)
              || value.length() <= LONGEST_NAME && EXTENSION.matcher(value).matches(),
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
    if (!Known.text(value)) {
      return value;
    }
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

  /** Checks that a number is in a closed range; one that synth can't know passes. */
  public void between(String property, Number value, long least, long most, String unit) {
    check(
        !Known.number(value) || isWithin(value, least, most),
        property,
        "is " + Known.asText(value) + "; use " + least + " to " + most + " " + unit);
  }

  /**
   * Checks that a duration is a whole number of seconds in a closed range. One that synth can't
   * know passes if CloudFormation can take it as it is, which is in seconds.
   */
  public void seconds(String property, Duration value, long least, long most) {
    if (Known.duration(value)) {
      long milliseconds = value.toMilliseconds().longValue();
      check(
          milliseconds % 1000 == 0,
          property,
          "is " + milliseconds + " milliseconds; use a whole number of seconds");
      between(property, milliseconds / 1000, least, most, "seconds");
    } else {
      check(
          SECONDS.equals(value.unitLabel()),
          property,
          "is known at deployment only and not in seconds, and CloudFormation can't convert it; use"
              + " Duration.seconds(...)");
    }
  }

  /** Checks that synth knows a duration, since it has to compute with it. */
  public void known(String property, Duration value, String example) {
    check(
        Known.duration(value),
        property,
        "is known at deployment only, but synth computes with it; write it out, such as "
            + example);
  }

  /**
   * Checks that a text is none that CloudFormation alone will know. A pending look-up passes, since
   * it is known in the synth that follows.
   *
   * @param complaint why that is too late, and what to do
   */
  public void notOnlyAtDeployment(String property, String value, String complaint) {
    check(!Known.isToken(value), property, "is known at deployment only, " + complaint);
  }

  private static boolean isWithin(Number value, long least, long most) {
    return value.doubleValue() == value.longValue()
        && least <= value.longValue()
        && value.longValue() <= most;
  }

  /** Checks that a value is one of those allowed. */
  public <T> T oneOf(String property, T value, Collection<T> allowed) {
    check(
        allowed.contains(value),
        property,
        "is " + (isKnown(value) ? "'" + value + "'" : UNKNOWN) + "; use one of " + listed(allowed));
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
    return values.stream()
        .map(value -> isKnown(value) ? value.toString() : UNKNOWN)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static boolean isKnown(Object value) {
    return !(value instanceof String text) || Known.text(text);
  }
}
