package io.github.auroraproxy.customresource;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.postgres.Database;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Owner;
import io.github.auroraproxy.customresource.postgres.Role;
import io.github.auroraproxy.customresource.postgres.RoleRemoval;
import io.github.auroraproxy.customresource.postgres.Server;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends what a resource set up: releases it under RETAIN, drops it under DESTROY if it is its own.
 */
final class Teardown {

  private final Cluster cluster;
  private final Owner owner;
  private final DesiredState state;
  private final Journal journal;

  Teardown(Cluster cluster, Owner owner, DesiredState state, Journal journal) {
    this.cluster = cluster;
    this.owner = owner;
    this.state = state;
    this.journal = journal;
  }

  void run() throws SQLException {
    try (Session maintenance = Session.open(cluster, state.maintenanceDatabase(), journal)) {
      Server.of(maintenance, cluster.address());
      Server.lock(maintenance);
      Database database = new Database(maintenance, state.database(), owner);
      if (state.removalPolicy() == RemovalPolicy.RETAIN) {
        release(maintenance, database);
      } else {
        destroy(maintenance, database);
      }
    }
  }

  private void release(Session maintenance, Database database) throws SQLException {
    database.release();
    for (DatabaseUser user : state.users()) {
      new Role(maintenance, user.name(), owner, state.database()).release();
    }
  }

  private void destroy(Session maintenance, Database database) throws SQLException {
    List<DatabaseUser> droppable = new ArrayList<>();
    for (DatabaseUser user : state.users()) {
      if (new Role(maintenance, user.name(), owner, state.database()).isDroppable()) {
        removal(maintenance, user).check();
        droppable.add(user);
      }
    }
    database.drop();
    for (DatabaseUser user : droppable) {
      if (database.exists()) {
        try (Session target = Session.open(cluster, state.database().value(), journal)) {
          removal(maintenance, user).free(target);
        }
      }
      new Role(maintenance, user.name(), owner, state.database()).drop();
    }
  }

  private RoleRemoval removal(Session maintenance, DatabaseUser user) {
    return new RoleRemoval(maintenance, user.name(), state.database());
  }
}
