package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.present.HistoryReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Flyway's own lock: an advisory lock of the database, which anybody who may connect can take. It
 * is taken before Flyway asks for it, on the connection that Flyway then uses. The queue for a lock
 * is served in order, so it is enough to end the sessions that stand before this one.
 */
final class FlywayLock {

  /** Flyway's number for PostgreSQL, plus the hash of the table's name. */
  private static final long KEY =
      77431708279161L + "\"public\".\"%s\"".formatted(HistoryReader.TABLE).hashCode();

  private static final long PAUSE_MILLIS = 200;

  /** Sessions are ended in the list of columns: a condition may be tried on other rows, too. */
  private static final String END_HOLDERS =
      """
      SELECT h.usename, pg_terminate_backend(h.pid)
      FROM (SELECT a.usename, a.pid
            FROM pg_locks l
              JOIN pg_stat_activity a ON a.pid = l.pid
              JOIN pg_roles r ON r.oid = a.usesysid
            WHERE l.locktype = 'advisory' AND l.objsubid = 1
              AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
              AND ((l.classid::int8 << 32) | l.objid::int8) = ?::int8
              AND a.usename <> ?::name AND NOT r.rolsuper
            OFFSET 0) h""";

  private final Connection connection;
  private final Session admin;
  private final String owner;
  private final Journal journal;

  /**
   * @param connection of the owner, which holds the lock until it ends
   * @param admin in the same database
   * @param owner the role whose sessions are not ended
   * @param journal told who held the lock
   */
  FlywayLock(Connection connection, Session admin, String owner, Journal journal) {
    this.connection = connection;
    this.admin = admin;
    this.owner = owner;
    this.journal = journal;
  }

  void take() throws SQLException {
    CompletableFuture<Void> taken = CompletableFuture.runAsync(this::queue);
    while (true) {
      try {
        taken.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException stillWaiting) {
        endHolders();
      } catch (ExecutionException e) {
        throw failure(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted", e);
      }
    }
  }

  private void queue() {
    try {
      new Session(connection).execute("SELECT pg_catalog.pg_advisory_lock(%s)".formatted(KEY));
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private void endHolders() throws SQLException {
    List<String> holders = admin.texts(END_HOLDERS, KEY, owner);
    holders.stream()
        .distinct()
        .forEach(
            holder ->
                journal.warn(
                    "Ended a session of role %s, which held the lock of the migrations."
                        .formatted(ForeignText.quoted(holder))));
  }

  private static SQLException failure(Throwable cause) {
    return cause instanceof SQLException e ? e : new SQLException(cause);
  }
}
