package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the planner needs beside the present state.
 *
 * @param resource the custom resource at work
 * @param state what its properties ask for
 * @param verifiers makes what PostgreSQL stores of a user's password
 * @param formerSecrets the secrets of users that an update names no more, by user; a hint, since
 *     marks of format 1 do not hold them
 * @param formerMode of an update, how the proxy logs in until it is changed itself
 * @param migrations the migrations of the desired state
 * @param request the request at work, if its migrations may go on in further invocations
 */
public record PlanInput(
    ResourceId resource,
    DesiredState state,
    Function<Identifier, String> verifiers,
    Map<String, String> formerSecrets,
    Optional<AuthenticationMode> formerMode,
    MigrationFiles migrations,
    Optional<String> request) {

  Identifier database() {
    return state.database();
  }

  Identifier owner() {
    return state.owner();
  }

  /** The names of the users, in a set of their own. */
  public Set<String> userNames() {
    return state.users().stream()
        .map(user -> user.name().value())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Optional<DatabaseUser> user(String name) {
    return state.user(name);
  }
}
