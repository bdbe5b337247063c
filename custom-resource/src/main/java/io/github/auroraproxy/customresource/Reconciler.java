package io.github.auroraproxy.customresource;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.postgres.Database;
import io.github.auroraproxy.customresource.postgres.Grants;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Migrations;
import io.github.auroraproxy.customresource.postgres.Owner;
import io.github.auroraproxy.customresource.postgres.Role;
import io.github.auroraproxy.customresource.postgres.RoleSettings;
import io.github.auroraproxy.customresource.postgres.Server;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a cluster what is asked for. Every run inspects, refuses what it must not touch, and only
 * then repairs what differs, so it may be cut off anywhere and run any number of times.
 */
final class Reconciler {

  private final Cluster cluster;
  private final Owner owner;
  private final DesiredState state;
  private final Optional<DesiredState> before;
  private final Map<Identifier, Credentials> credentials;
  private final Journal journal;

  Reconciler(
      Cluster cluster,
      Owner owner,
      DesiredState state,
      Optional<DesiredState> before,
      Map<Identifier, Credentials> credentials,
      Journal journal) {
    this.cluster = cluster;
    this.owner = owner;
    this.state = state;
    this.before = before;
    this.credentials = credentials;
    this.journal = journal;
  }

  Outcome run() throws SQLException {
    try (Session maintenance = new Session(cluster.connect(state.maintenanceDatabase()), journal)) {
      Server server = Server.of(maintenance, cluster.address());
      Server.lock(maintenance);
      Database database = new Database(maintenance, state.database(), owner);
      check(maintenance, database);
      Set<Identifier> created = ensureRoles(maintenance);
      database.ensure(state.adopt());
      int migrations = ensureContents(server);
      for (DatabaseUser user : state.users()) {
        if (!created.contains(user.name()) && credentials.containsKey(user.name())) {
          role(maintenance, user).ensurePassword(cluster, credentials.get(user.name()));
        }
      }
      return new Outcome(server.version(), migrations, journal.changes());
    }
  }

  private void check(Session maintenance, Database database) throws SQLException {
    database.check(cluster.masterUsername(), state.adopt());
    for (DatabaseUser user : state.users()) {
      role(maintenance, user).check(cluster.masterUsername(), state.adopt());
    }
  }

  private Set<Identifier> ensureRoles(Session maintenance) throws SQLException {
    Set<Identifier> created = new HashSet<>();
    for (DatabaseUser user : state.users()) {
      boolean isNew =
          role(maintenance, user)
              .ensure(
                  user,
                  state.authenticationMode(),
                  Optional.ofNullable(credentials.get(user.name())),
                  state.adopt());
      if (isNew) {
        created.add(user.name());
      }
    }
    return created;
  }

  private Role role(Session maintenance, DatabaseUser user) {
    return new Role(maintenance, user.name(), owner, state.database());
  }

  private int ensureContents(Server server) throws SQLException {
    int migrations = 0;
    if (state.migrations().location().isPresent()) {
      migrations =
          new Migrations(cluster, state.database(), journal)
              .apply(state.migrations().location().get());
    }
    try (Session target = new Session(cluster.connect(state.database().value()), journal)) {
      Grants grants = new Grants(target, state.database(), server.majorVersion());
      for (DatabaseUser user : state.users()) {
        grants.ensure(user.name(), user.privileges());
        new RoleSettings(target, user.name(), state.database())
            .ensure(user.settings(), settingsBefore(user));
      }
      for (DatabaseUser user : before.map(DesiredState::users).orElse(List.of())) {
        if (state.user(user.name()).isEmpty()) {
          remove(user, target, grants);
        }
      }
    }
    return migrations;
  }

  private Map<String, String> settingsBefore(DatabaseUser user) {
    return before.flatMap(b -> b.user(user.name())).map(DatabaseUser::settings).orElse(Map.of());
  }

  /** The user is not asked for any more: it loses its access; its role stays, as its objects do. */
  private void remove(DatabaseUser user, Session target, Grants grants) throws SQLException {
    Role role = role(target, user);
    if (role.exists()) {
      grants.revokeAll(user.name());
      role.release();
    }
  }
}
