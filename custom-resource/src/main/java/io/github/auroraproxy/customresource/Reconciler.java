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
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
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
  private final Path layers;
  private final Journal journal;

  Reconciler(
      Cluster cluster,
      Owner owner,
      DesiredState state,
      Optional<DesiredState> before,
      Map<Identifier, Credentials> credentials,
      Path layers,
      Journal journal) {
    this.cluster = cluster;
    this.owner = owner;
    this.state = state;
    this.before = before;
    this.credentials = credentials;
    this.layers = layers;
    this.journal = journal;
  }

  Outcome run() throws SQLException {
    try (Session maintenance = Session.open(cluster, state.maintenanceDatabase(), journal)) {
      Server server = Server.of(maintenance, cluster.address());
      Server.lock(maintenance);
      Database database = new Database(maintenance, state.database(), owner);
      DepartingUsers departing = new DepartingUsers(maintenance, owner, state, before);
      check(maintenance, database, departing);
      departing.rename();
      Set<Identifier> created = ensureRoles(maintenance);
      database.ensure(state.adopt());
      int migrations =
          new Migrations(cluster, state.database(), layers, journal).apply(state.migrations());
      ensurePrivileges(server, departing);
      departing.dismiss();
      ensurePasswords(maintenance, created);
      return new Outcome(server.version(), migrations, journal.changes());
    }
  }

  private void check(Session maintenance, Database database, DepartingUsers departing)
      throws SQLException {
    database.check(cluster.masterUsername(), state.adopt());
    for (DatabaseUser user : state.users()) {
      Role role = role(maintenance, user);
      role.check(cluster.masterUsername(), state.adopt());
      role.checkAuthentication(state.authenticationMode());
    }
    departing.check(cluster.masterUsername());
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

  private void ensurePrivileges(Server server, DepartingUsers departing) throws SQLException {
    try (Session target = Session.open(cluster, state.database().value(), journal)) {
      Grants grants = new Grants(target, state.database(), server.majorVersion());
      grants.closePublicSchema();
      // First, as what they own becomes the master user's and is granted like the rest.
      departing.revoke(target, grants);
      for (DatabaseUser user : state.users()) {
        grants.ensure(user.name(), user.privileges());
        new RoleSettings(target, user.name(), state.database())
            .ensure(user.settings(), settingsBefore(user));
      }
    }
  }

  private Map<String, String> settingsBefore(DatabaseUser user) {
    return before.stream()
        .flatMap(b -> b.users().stream())
        .filter(old -> old.name().equals(user.name()) || old.sharesSecretWith(user))
        .findFirst()
        .map(DatabaseUser::settings)
        .orElse(Map.of());
  }

  private void ensurePasswords(Session maintenance, Set<Identifier> created) throws SQLException {
    for (DatabaseUser user : state.users()) {
      if (!created.contains(user.name()) && credentials.containsKey(user.name())) {
        role(maintenance, user).ensurePassword(cluster, credentials.get(user.name()));
      }
    }
  }
}
