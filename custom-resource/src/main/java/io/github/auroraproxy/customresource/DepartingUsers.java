package io.github.auroraproxy.customresource;

import io.github.auroraproxy.customresource.postgres.Grants;
import io.github.auroraproxy.customresource.postgres.Owner;
import io.github.auroraproxy.customresource.postgres.Role;
import io.github.auroraproxy.customresource.postgres.RoleRemoval;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The users that an update names no more. One whose secret goes on under another name was renamed.
 * The others lose their access; under {@code DESTROY} also their role, and what they own becomes
 * the master user's, so that no row is lost.
 */
final class DepartingUsers {

  private final Session maintenance;
  private final Owner owner;
  private final DesiredState state;
  private final List<DatabaseUser> departing;

  DepartingUsers(
      Session maintenance, Owner owner, DesiredState state, Optional<DesiredState> before) {
    this.maintenance = maintenance;
    this.owner = owner;
    this.state = state;
    this.departing =
        before.map(DesiredState::users).orElse(List.of()).stream()
            .filter(user -> state.user(user.name()).isEmpty())
            .toList();
  }

  /** Refuses a removal that would not get to its end, before anything is changed. */
  void check(String master) throws SQLException {
    for (DatabaseUser user : departing) {
      Role role = role(user);
      if (successor(user).isEmpty() && isDropped(role)) {
        role.check(master, false);
        removal(user).check();
      }
    }
  }

  /** Keeps a renamed user's role, with its objects and its password. */
  void rename() throws SQLException {
    for (DatabaseUser user : departing) {
      Optional<Identifier> successor = successor(user);
      if (successor.isPresent()) {
        role(user).rename(successor.get());
      }
    }
  }

  /**
   * The new name, if the role can have it. An adopted role is somebody else's and keeps its name;
   * so does one whose new name exists already.
   */
  private Optional<Identifier> successor(DatabaseUser user) throws SQLException {
    Optional<Identifier> successor =
        state.users().stream().filter(user::sharesSecretWith).map(DatabaseUser::name).findFirst();
    if (successor.isPresent()
        && role(user).isDroppable()
        && !new Role(maintenance, successor.get(), owner, state.database()).exists()) {
      return successor;
    }
    return Optional.empty();
  }

  /** Ends their access to the database. */
  void revoke(Session target, Grants grants) throws SQLException {
    for (DatabaseUser user : departing) {
      Role role = role(user);
      if (role.exists()) {
        if (isDropped(role)) {
          removal(user).free(target);
        } else {
          grants.revokeAll(user.name());
        }
      }
    }
  }

  /** Drops or releases their roles, when nothing depends on them any more. */
  void dismiss() throws SQLException {
    for (DatabaseUser user : departing) {
      Role role = role(user);
      if (isDropped(role)) {
        role.drop();
      } else {
        role.release();
      }
    }
  }

  private boolean isDropped(Role role) throws SQLException {
    return state.removalPolicy() == RemovalPolicy.DESTROY && role.isDroppable();
  }

  private Role role(DatabaseUser user) {
    return new Role(maintenance, user.name(), owner, state.database());
  }

  private RoleRemoval removal(DatabaseUser user) {
    return new RoleRemoval(maintenance, user.name(), state.database());
  }
}
