package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.ServerMessage;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.plan.Change;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Locks of other sessions, for which changes of the admin wait. Every role may change its own
 * password and settings, and leave the transaction open: a change that waits ends such sessions of
 * roles that administrate no others. Every other holder is left alone, and named when the deadline
 * passes.
 *
 * @see <a href="https://www.postgresql.org/docs/current/view-pg-locks.html">pg_locks</a>
 */
final class HeldLocks {

  /** Sessions are ended in the list of columns: a condition may be tried on other rows, too. */
  private static final String END_SESSIONS =
      """
      SELECT h.usename, pg_terminate_backend(h.pid)
      FROM (SELECT DISTINCT a.usename, a.pid
            FROM pg_locks l
              JOIN pg_stat_activity a ON a.pid = l.pid
              JOIN pg_roles r ON r.oid = a.usesysid
            WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted
              AND l.relation IN ('pg_catalog.pg_authid'::regclass,
                                 'pg_catalog.pg_auth_members'::regclass,
                                 'pg_catalog.pg_db_role_setting'::regclass)
              AND NOT r.rolsuper AND NOT r.rolcreaterole
            OFFSET 0) h""";

  /** Whoever has written something, or holds a lock on anything but PostgreSQL's own catalog. */
  private static final String HOLDERS =
      """
      SELECT DISTINCT a.pid, a.usename::text
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.granted
        AND NOT (starts_with(a.application_name, ?::text) AND a.usename = session_user)
        AND (l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock'
             OR l.locktype = 'relation' AND l.relation::int8 >= 16384
                AND l.database = (SELECT d.oid FROM pg_database d
                                  WHERE d.datname = current_database()))
      ORDER BY 1""";

  private final Session session;
  private final Journal journal;

  /**
   * @param session of the admin
   * @param journal told whose sessions were ended
   */
  HeldLocks(Session session, Journal journal) {
    this.session = session;
    this.journal = journal;
  }

  /** Ends the sessions in which roles change themselves. */
  void endSessions() {
    try {
      session
          .texts(END_SESSIONS)
          .forEach(
              user ->
                  journal.warn(
                      "Ended a session of role %s, which was changing its own role and held up this run."
                          .formatted(ForeignText.quoted(user))));
    } catch (SQLException e) {
      journal.warn("The holders of a lock were not found: " + ServerMessage.quoted(e));
    }
  }

  /** The failure when the deadline has passed. */
  FunctionException heldUntilTheDeadline(String database, List<Change> changes)
      throws SQLException {
    List<String> holders =
        session.list(
            HOLDERS,
            row -> "%s of %s".formatted(row.getInt(1), ForeignText.quoted(row.getString(2))),
            Cluster.APPLICATION_NAME);
    return new FunctionException(
        FailureKind.DATABASE_UNAVAILABLE,
        "Other sessions held a lock until the deadline, so this was not run in database '%s': %s End the sessions with pg_terminate_backend or wait for their end, and deploy again.%s"
            .formatted(
                database,
                changes.get(0).forDba(),
                holders.isEmpty()
                    ? ""
                    : " Processes that hold locks: %s.".formatted(ShortText.names(holders))));
  }
}
