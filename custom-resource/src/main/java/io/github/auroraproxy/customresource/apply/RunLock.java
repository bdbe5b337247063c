package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;

/**
 * Lets one run at a time change a cluster: an uncommitted comment on a role, which locks the role
 * until the transaction ends. Nobody but an admin may comment on it, so unlike an advisory lock
 * nobody else can hold it. CREATE DATABASE and concurrent index builds go on beside it.
 *
 * <p>The session that holds the lock also reads the present state.
 */
final class RunLock implements AutoCloseable {

  private static final String ROLE = Sql.name(Identifier.LOCK_ROLE);
  private static final String COMMENT =
      "COMMENT ON ROLE %s IS 'Locked by the run of aurora-proxy that works on this cluster'"
          .formatted(ROLE);
  private static final String UNDEFINED_OBJECT = "42704";

  /** read_only_sql_transaction, which a reader answers to whatever changes something. */
  private static final String READ_ONLY = "25006";

  private static final int TRANSACTION_TIMEOUT_SINCE = 17;

  private final Session session;

  private RunLock(Session session) {
    this.session = session;
  }

  /**
   * Waits until no other run works on the cluster.
   *
   * @param maintenanceDatabase the same for every run on the cluster
   * @param order says which runs have to end
   * @param journal told about what stands in the way of creating the lock's role
   * @throws FunctionException if the server is a reader
   */
  static RunLock take(Cluster cluster, String maintenanceDatabase, RunOrder order, Journal journal)
      throws SQLException {
    Session session = new Session(cluster.connect(maintenanceDatabase));
    try {
      if (cluster.majorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
        // The first connection is made before the version is known.
        session.execute("SET transaction_timeout = 0");
      }
      order.endEarlierRuns(session);
      lock(session, journal);
      return new RunLock(session);
    } catch (SQLException | RuntimeException e) {
      session.close();
      if (e instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState())) {
        throw new FunctionException(
            FailureKind.DATABASE_UNAVAILABLE,
            "The instance at %s is a reader; set Host to the cluster's writer endpoint, which a DBA finds with: SELECT server_id FROM aurora_replica_status() WHERE session_id = 'MASTER_SESSION_ID';"
                .formatted(cluster.address()));
      }
      throw e;
    }
  }

  private static void lock(Session session, Journal journal) throws SQLException {
    session.begin();
    try {
      session.execute(COMMENT);
    } catch (SQLException e) {
      session.rollback(e);
      if (!UNDEFINED_OBJECT.equals(e.getSQLState())) {
        throw e;
      }
      create(session, journal);
      session.begin();
      session.execute(COMMENT);
    }
  }

  private static void create(Session session, Journal journal) throws SQLException {
    String creation = "CREATE ROLE %s NOLOGIN;".formatted(ROLE);
    session.begin();
    try {
      new BlueGreenGuard(session, journal).beforeChange(creation);
      session.execute(creation);
      session.commit();
    } catch (FunctionException e) {
      session.rollback(e);
      throw e;
    } catch (SQLException e) {
      session.rollback(e);
      if (Cause.of(e) != Cause.RACE) {
        throw e;
      }
    }
  }

  /** The session that holds the lock, in the maintenance database. */
  Session session() {
    return session;
  }

  /** Removes the lock's role, when nothing in the cluster is aurora-proxy's any more. */
  void dropRole() throws SQLException {
    session.execute("DROP ROLE " + ROLE);
    session.commit();
  }

  /** Ends the session, and with it its transaction. */
  @Override
  public void close() throws SQLException {
    session.close();
  }
}
