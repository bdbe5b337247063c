package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The admin's sessions of a run, each opened when it is needed first. */
final class Sessions implements AutoCloseable {

  /**
   * A statement that waits for a lock holds up everybody who asks for the lock after it, so it
   * gives up soon, and is tried again.
   */
  static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final String maintenanceDatabase;
  private final Identifier database;
  private final Map<Step.Place, Session> open = new EnumMap<>(Step.Place.class);

  Sessions(Cluster cluster, String maintenanceDatabase, Identifier database) {
    this.cluster = cluster;
    this.maintenanceDatabase = maintenanceDatabase;
    this.database = database;
  }

  Session in(Step.Place place) throws SQLException {
    Session session = open.get(place);
    if (session == null) {
      session = new Session(cluster.connect(database(place), LOCK_TIMEOUT));
      open.put(place, session);
    }
    return session;
  }

  Deadline deadline() {
    return cluster.deadline();
  }

  String database(Step.Place place) {
    return place == Step.Place.MAINTENANCE ? maintenanceDatabase : database.value();
  }

  /** Ends the session in the application's database, so that it can be dropped. */
  void leaveDatabase() throws SQLException {
    Session session = open.remove(Step.Place.APPLICATION);
    if (session != null) {
      session.close();
    }
  }

  @Override
  public void close() throws SQLException {
    for (Session session : open.values()) {
      session.close();
    }
    open.clear();
  }
}
