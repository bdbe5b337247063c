package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why a connection or a statement failed: a row for each cause, with whether another attempt may
 * end better, and with the sentence that says what to do. The first row that applies counts.
 *
 * <p>The sentences hold {address} and {admin} of the cluster, {alter-admin} to begin a statement,
 * the {step} that failed, what the server {said}, the same with its code as {message}, and the
 * {cure} of a limit that was reached.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error
 *     Codes</a>
 */
public enum Cause {

  /** The other side showed a certificate, and it was not accepted. */
  UNTRUSTED_CERTIFICATE(
      Retry.NEVER,
      failure ->
          has(failure, CertificateException.class, CertPathValidatorException.class)
              || has(failure, CertPathBuilderException.class)
              || says(failure, "hostnameverifier"),
      FailureKind.DATABASE_UNAVAILABLE,
      "TLS with the cluster at {address} failed ({said}); it has to present a certificate for exactly this host name, issued by an authority that the function knows: RDS's, or those of the property certificateBundle, which GovCloud, China and other partitions with authorities of their own need."),

  /** The connection ended, at best in the middle of a handshake, as in a failover. */
  BROKEN(
      Retry.UNTIL_THE_DEADLINE,
      failure ->
          !has(failure, UnknownHostException.class)
              && (has(failure, EOFException.class, SocketException.class)
                  || has(failure, SocketTimeoutException.class)),
      FailureKind.DATABASE_UNAVAILABLE,
      Sentences.UNREACHABLE),

  /** The two sides have no TLS in common, or the server has none. */
  NO_COMMON_TLS(
      Retry.NEVER,
      failure ->
          has(failure, SSLException.class)
              || hasClass(failure, "08") && failure.getCause() == null && says(failure, "SSL"),
      FailureKind.DATABASE_UNAVAILABLE,
      "TLS with the cluster at {address} failed ({said}); the server has to offer TLS 1.2 or later, as ssl = on of its parameter group does."),

  /** The host's name has no address; in a failover a name changes its address only. */
  UNKNOWN_HOST(
      Retry.BRIEFLY,
      failure -> has(failure, UnknownHostException.class),
      FailureKind.DATABASE_UNAVAILABLE,
      "The host name of the cluster at {address} has no address; check the endpoint and that the function's VPC resolves DNS names."),

  /** invalid_password. */
  WRONG_PASSWORD(
      Retry.NEVER,
      failure -> isOneOf(failure, SqlStates.INVALID_PASSWORD),
      FailureKind.LOGIN_REFUSED,
      "The cluster at {address} refused the password of the admin user '{admin}'; check that the admin secret belongs to this cluster and holds its current password."),

  /** invalid_authorization_specification: no entry in pg_hba.conf, PAM, no LOGIN. */
  NOT_ADMITTED(
      Retry.NEVER,
      failure -> isOneOf(failure, SqlStates.INVALID_AUTHORIZATION),
      FailureKind.LOGIN_REFUSED,
      "The cluster at {address} refused the admin user '{admin}' ({said}); it has to be able to log in with its password over TLS, so it must not be a member of rds_iam."),

  /** invalid_catalog_name. */
  NO_SUCH_DATABASE(
      Retry.NEVER,
      failure -> isOneOf(failure, "3D000"),
      FailureKind.STATEMENT_FAILED,
      "The cluster at {address} has no such database ({said}); set MaintenanceDatabase to one that exists."),

  /** too_many_connections: of the server, of a database or of a role. */
  NO_CONNECTION_LEFT(
      Retry.UNTIL_THE_DEADLINE,
      failure -> isOneOf(failure, SqlStates.TOO_MANY_CONNECTIONS),
      FailureKind.DATABASE_UNAVAILABLE,
      "The cluster at {address} had no connection left until the deadline ({said}); close some, or have a DBA run: {cure}"),

  /** lock_not_available: lock_timeout passed. */
  LOCKED(
      Retry.NEVER,
      failure -> isOneOf(failure, SqlStates.LOCK_NOT_AVAILABLE),
      FailureKind.DATABASE_UNAVAILABLE,
      "Another run held the lock of the cluster at {address} until the deadline; deploy again when it has ended."),

  /** query_canceled: statement_timeout passed, or the deadline. */
  CANCELED(
      Retry.NEVER,
      failure -> isOneOf(failure, SqlStates.QUERY_CANCELED),
      FailureKind.DATABASE_UNAVAILABLE,
      "The deadline passed at the cluster {address} while the function was to {step}; give it a longer timeout, or look for locks in pg_stat_activity."),

  /** The admin user lacks CREATEROLE. */
  NO_CREATEROLE(
      Retry.NEVER,
      failure ->
          isOneOf(failure, SqlStates.INSUFFICIENT_PRIVILEGE) && says(failure, "to create role"),
      FailureKind.INSUFFICIENT_PRIVILEGE,
      "The admin user '{admin}' of the cluster at {address} may not create roles; a DBA has to run this, and deploy again: {alter-admin} CREATEROLE;"),

  /** The admin user lacks CREATEDB. */
  NO_CREATEDB(
      Retry.NEVER,
      failure ->
          isOneOf(failure, SqlStates.INSUFFICIENT_PRIVILEGE) && says(failure, "to create database"),
      FailureKind.INSUFFICIENT_PRIVILEGE,
      "The admin user '{admin}' of the cluster at {address} may not create databases; a DBA has to run this, and deploy again: {alter-admin} CREATEDB;"),

  /** deadlock_detected and serialization_failure. */
  CONFLICT(
      Retry.BRIEFLY,
      failure -> isOneOf(failure, "40P01", "40001"),
      FailureKind.STATEMENT_FAILED,
      Sentences.REFUSED),

  /**
   * Somebody else did the same thing, or dropped what was found, at the same moment; looking again
   * settles it. PostgreSQL reports some of it as internal errors.
   */
  RACE(
      Retry.BRIEFLY,
      failure ->
          isOneOf(failure, "42710", "42704", "42P04", "42P06", "42P07", "23505")
              || isOneOf(failure, "42P01", "42883", "3F000", SqlStates.OBJECT_IN_USE)
              || isOneOf(failure, "XX000")
                  && (says(failure, "concurrently")
                      || says(failure, "could not open relation with OID")
                      || says(failure, "cache lookup failed")),
      FailureKind.STATEMENT_FAILED,
      Sentences.REFUSED),

  /** The server can't be reached, stops, starts or fails over. */
  AWAY(
      Retry.UNTIL_THE_DEADLINE,
      failure ->
          isOneOf(failure, "57P01", "57P02", "57P03")
              || hasClass(failure, "08") && !isOneOf(failure, "08004"),
      FailureKind.DATABASE_UNAVAILABLE,
      Sentences.UNREACHABLE),

  /** Anything else. */
  OTHER(Retry.NEVER, failure -> true, FailureKind.STATEMENT_FAILED, Sentences.REFUSED);

  /** Whether another attempt may end better. */
  public enum Retry {
    /** It ends the same. */
    NEVER,
    /** What has not passed after half a minute does not pass. */
    BRIEFLY,
    /** A cluster that fails over, or starts after a pause, takes its time. */
    UNTIL_THE_DEADLINE
  }

  private static final class Sentences {
    private static final String UNREACHABLE =
        "The cluster at {address} could not be reached until the deadline, while the function was to {step} ({said}); check that it is available and that its security group admits the function's on its port.";
    private static final String REFUSED =
        "PostgreSQL at {address} refused to {step} with {message}.";

    private Sentences() {}
  }

  private final Retry retry;
  private final Predicate<SQLException> row;
  private final FailureKind kind;
  private final String sentence;

  Cause(Retry retry, Predicate<SQLException> row, FailureKind kind, String sentence) {
    this.retry = retry;
    this.row = row;
    this.kind = kind;
    this.sentence = sentence;
  }

  /** The first row that applies. */
  public static Cause of(SQLException failure) {
    return Arrays.stream(values())
        .filter(cause -> cause.row.test(failure))
        .findFirst()
        .orElse(OTHER);
  }

  /** Whether another attempt may end better. */
  public Retry retry() {
    return retry;
  }

  /** Whether another transaction was in the way, so that the same transaction may succeed later. */
  public boolean isConflict() {
    return this == LOCKED || this == CONFLICT;
  }

  /** With words in braces, to be filled in. */
  String sentence() {
    return sentence;
  }

  FunctionException failure(String filledIn) {
    return new FunctionException(kind, filledIn);
  }

  private static boolean isOneOf(SQLException failure, String... states) {
    return Arrays.asList(states).contains(failure.getSQLState());
  }

  private static boolean hasClass(SQLException failure, String states) {
    return String.valueOf(failure.getSQLState()).startsWith(states);
  }

  private static boolean says(SQLException failure, String words) {
    return String.valueOf(failure.getMessage()).contains(words);
  }

  private static boolean has(SQLException failure, Class<?>... types) {
    return chain(failure)
        .anyMatch(cause -> Arrays.stream(types).anyMatch(type -> type.isInstance(cause)));
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
