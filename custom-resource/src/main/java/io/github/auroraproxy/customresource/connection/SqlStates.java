package io.github.auroraproxy.customresource.connection;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * What the codes of PostgreSQL's errors mean for the function.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error
 *     Codes</a>
 */
public final class SqlStates {

  /** invalid_password. */
  public static final String INVALID_PASSWORD = "28P01";

  /** invalid_authorization_specification: no pg_hba entry, PAM, no LOGIN. */
  public static final String INVALID_AUTHORIZATION = "28000";

  /** insufficient_privilege. */
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** too_many_connections, the server's or the role's. */
  public static final String TOO_MANY_CONNECTIONS = "53300";

  /** privilege_not_revoked, a warning. */
  public static final String PRIVILEGE_NOT_REVOKED = "01006";

  /** privilege_not_granted, a warning. */
  public static final String PRIVILEGE_NOT_GRANTED = "01007";

  /** object_in_use. */
  public static final String OBJECT_IN_USE = "55006";

  /** query_canceled: statement_timeout passed, or somebody canceled it. */
  public static final String QUERY_CANCELED = "57014";

  /** lock_not_available: lock_timeout passed. */
  public static final String LOCK_NOT_AVAILABLE = "55P03";

  /** The connection broke, the server stops, starts, fails over, or is full. */
  private static final Set<String> OUTAGES =
      Set.of("57P01", "57P02", "57P03", TOO_MANY_CONNECTIONS);

  /** Somebody else did the same thing at the same moment; looking again settles it. */
  private static final Set<String> RACES =
      Set.of("40001", "40P01", "42710", "42704", "42P04", "23505", OBJECT_IN_USE);

  /** tuple concurrently updated: PostgreSQL reports it as an internal error. */
  private static final String CONCURRENT_CATALOG_UPDATE = "XX000";

  /** lock_not_available, deadlock_detected, serialization_failure. */
  private static final Set<String> CONFLICTS = Set.of(LOCK_NOT_AVAILABLE, "40P01", "40001");

  private SqlStates() {}

  /** Whether the statement was canceled; the function cancels what runs at its deadline. */
  public static boolean isCanceled(SQLException failure) {
    return QUERY_CANCELED.equals(failure.getSQLState());
  }

  /** Whether another transaction was in the way, so that the same transaction may succeed later. */
  public static boolean isConflict(SQLException failure) {
    return failure.getSQLState() != null && CONFLICTS.contains(failure.getSQLState());
  }

  /** Whether the server could not be reached, or went away. */
  public static boolean isOutage(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (OUTAGES.contains(state) || state.startsWith("08"))
        && !isTlsFailure(failure)
        && !state.equals("08004");
  }

  /** Whether somebody else did the same thing at the same moment. */
  public static boolean isRace(SQLException failure) {
    return (failure.getSQLState() != null && RACES.contains(failure.getSQLState()))
        || (CONCURRENT_CATALOG_UPDATE.equals(failure.getSQLState())
            && failure.getMessage().contains("concurrently"));
  }

  /** Whether the two sides could not agree on TLS, or the certificate was not accepted. */
  static boolean isTlsFailure(SQLException failure) {
    return causedBy(failure, SSLException.class)
        || (failure.getCause() == null
            && String.valueOf(failure.getMessage()).contains("SSL")
            && failure.getSQLState().startsWith("08"));
  }

  /** Whether the host's name has no address. */
  static boolean isUnknownHost(SQLException failure) {
    return causedBy(failure, UnknownHostException.class);
  }

  private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
