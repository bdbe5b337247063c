package io.github.auroraproxy.customresource.connection;

/**
 * Codes of PostgreSQL's errors and warnings.
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

  private SqlStates() {}
}
