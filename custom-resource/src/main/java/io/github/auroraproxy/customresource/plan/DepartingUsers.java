package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.ForeignObject;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentObject;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans the removal of the users that hold this resource's mark and that the desired state no
 * longer lists. One whose secret goes on under another name was renamed. The others lose their
 * access; under {@code DESTROY} also their role, and what they own becomes the owner's, so that no
 * row is lost. {@code DESTROY} has to have been deployed before: a deployment that fails can be
 * rolled back, a dropped role can't.
 */
final class DepartingUsers {

  private final PlanInput input;
  private final PresentCluster cluster;
  private final boolean destroys;
  private final List<PresentRole> roles;
  private final Map<String, PresentRole> renamed;

  /**
   * @param deployed the policy in the owner's mark
   */
  DepartingUsers(PlanInput input, PresentCluster cluster, Optional<RemovalPolicy> deployed) {
    this.input = input;
    this.cluster = cluster;
    this.destroys =
        input.state().removalPolicy() == RemovalPolicy.DESTROY
            && deployed.equals(Optional.of(RemovalPolicy.DESTROY));
    this.roles =
        cluster.roles().values().stream()
            .filter(role -> role.mark().filter(this::isUsersHere).isPresent())
            .filter(role -> input.user(role.name()).isEmpty())
            .toList();
    this.renamed = renamed();
  }

  private boolean isUsersHere(Mark mark) {
    return mark.databaseOrigin().isEmpty()
        && !mark.released()
        && mark.isFor(input.database())
        && mark.isBy(input.resource());
  }

  /**
   * The role whose secret the new user has. An existing role is a person's and keeps its name; so
   * does one whose new name exists already.
   */
  Optional<PresentRole> renamedTo(DatabaseUser user) {
    return Optional.ofNullable(renamed.get(user.name().value()));
  }

  /** Each role takes one new name, whoever else has its secret. */
  private Map<String, PresentRole> renamed() {
    Map<String, PresentRole> chosen = new LinkedHashMap<>();
    for (DatabaseUser user : input.state().users()) {
      if (cluster.role(user.name().value()).isEmpty() && user.secretArn().isPresent()) {
        roles.stream()
            .filter(role -> role.mark().orElseThrow().origin().isDroppable())
            .filter(role -> secretOf(role).equals(user.secretArn()))
            .filter(role -> !chosen.containsValue(role))
            .findFirst()
            .ifPresent(role -> chosen.put(user.name().value(), role));
      }
    }
    return chosen;
  }

  private Optional<String> secretOf(PresentRole role) {
    return role.mark()
        .flatMap(Mark::secretArn)
        .or(() -> Optional.ofNullable(input.formerSecrets().get(role.name())));
  }

  private List<PresentRole> leaving() {
    return roles.stream().filter(role -> !renamed.containsValue(role)).toList();
  }

  /** A role that is needed in another database stays: an update is not to fail for it. */
  private boolean isDropped(PresentRole role) {
    return isToBeDropped(role) && !cluster.elsewhere().containsKey(role.name());
  }

  private boolean isToBeDropped(PresentRole role) {
    return destroys && role.mark().orElseThrow().origin().isDroppable();
  }

  /** The roles that stay although they were to be dropped. */
  List<String> warnings() {
    return leaving().stream()
        .filter(role -> isToBeDropped(role) && !isDropped(role))
        .map(
            role ->
                "Role %s is not dropped, because objects in %s belong to it or grant it privileges."
                    .formatted(role.name(), cluster.elsewhere().get(role.name())))
        .toList();
  }

  /** The names that no role has any more: of roles that are dropped or renamed. */
  Set<String> formerNames() {
    return Stream.concat(leaving().stream().filter(this::isDropped), renamed.values().stream())
        .map(PresentRole::name)
        .collect(Collectors.toSet());
  }

  /** The users that lose their privileges and keep their roles. */
  List<String> released() {
    return leaving().stream().filter(role -> !isDropped(role)).map(PresentRole::name).toList();
  }

  /** Refuses a removal that would not get to its end. */
  void check(Optional<PresentContents> contents) {
    for (PresentRole role : leaving()) {
      if (isDropped(role)) {
        checkDroppable(role, cluster, contents);
      }
    }
  }

  static void checkDroppable(
      PresentRole role, PresentCluster cluster, Optional<PresentContents> contents) {
    RoleRules.checkAdministrable(role, cluster);
    List<String> elsewhere = cluster.elsewhere().getOrDefault(role.name(), List.of());
    if (!elsewhere.isEmpty()) {
      throw new FunctionException(
          FailureKind.ROLE_HAS_OBJECTS_ELSEWHERE,
          "The role '%s' cannot be dropped, because objects in %s belong to it or grant it privileges; there a DBA has to turn off SECURITY DEFINER of its routines and run: REASSIGN OWNED BY %s TO the owner of the application there; DROP OWNED BY %s;"
              .formatted(role.name(), elsewhere, Sql.name(role.name()), Sql.name(role.name())));
    }
    List<String> code =
        contents.stream()
            .flatMap(c -> c.foreign().stream())
            .filter(object -> object.owner().equals(role.name()) && object.code())
            .map(ForeignObject::description)
            .map(Sql::shown)
            .toList();
    if (!code.isEmpty()) {
      throw new FunctionException(
          FailureKind.ROLE_HAS_OBJECTS_ELSEWHERE,
          "The role '%s' cannot be dropped, because its code in the schema public (%s) would become the owner's, and migrations would run it; a DBA has to drop it or move it with ALTER ROUTINE or ALTER OPERATOR … SET SCHEMA."
              .formatted(role.name(), ShortText.names(code)));
    }
  }

  /** Closes the roles to logins, so that nobody comes back while their objects move. */
  List<Change> close() {
    List<Change> changes = new ArrayList<>();
    for (PresentRole role : leaving()) {
      if (isDropped(role)) {
        changes.addAll(close(role));
      }
    }
    return changes;
  }

  static List<Change> close(PresentRole role) {
    List<Change> changes = new ArrayList<>();
    if (role.login()) {
      changes.add(Change.silent(RoleRules.alter(role.name(), "NOLOGIN")));
    }
    changes.addAll(RoleRules.endSessions(role));
    return changes;
  }

  /**
   * Moves what each role owns to the owner, and drops the role, one transaction a role. A role that
   * still has sessions waits for the next plan: what they hold would hold this up.
   */
  List<List<Change>> drop(PresentContents contents) {
    return leaving().stream()
        .filter(this::isDropped)
        .filter(DepartingUsers::isQuiet)
        .map(role -> drop(role, input.owner().value(), input.database().value(), cluster, contents))
        .toList();
  }

  static boolean isQuiet(PresentRole role) {
    return !role.login() && role.sessions() == 0;
  }

  static List<Change> drop(
      PresentRole role,
      String owner,
      String database,
      PresentCluster cluster,
      PresentContents contents) {
    List<Change> changes = new ArrayList<>();
    String name = Sql.name(role.name());
    if (!role.inherited()) {
      changes.add(
          Change.silent(
              "GRANT %s TO %s%s"
                  .formatted(
                      name,
                      Sql.name(cluster.admin()),
                      cluster.server().hasMembershipOptions()
                          ? " WITH INHERIT TRUE, SET TRUE"
                          : "")));
    }
    contents.powers().stream()
        .filter(power -> power.role().equals(role.name()))
        .forEach(power -> changes.add(Change.of(power.words(), power.removal())));
    // Whoever gets an object has to be allowed to create it in its schema.
    contents.objects().stream()
        .filter(o -> o.kind() == PresentObject.Kind.SCHEMA && o.owner().equals(role.name()))
        .forEach(
            schema ->
                changes.add(
                    Change.silent(
                        "ALTER SCHEMA %s OWNER TO %s".formatted(schema.name(), Sql.name(owner)))));
    changes.add(Change.silent("REASSIGN OWNED BY %s TO %s".formatted(name, Sql.name(owner))));
    changes.add(
        Change.of(
            "gave the objects of role %s in database %s to role %s"
                .formatted(role.name(), database, owner),
            "DROP OWNED BY " + name));
    changes.add(Change.of("dropped role " + role.name(), "DROP ROLE " + name));
    return changes;
  }

  /** Leaves the other roles behind. */
  List<Change> release() {
    return leaving().stream()
        .filter(role -> !isDropped(role))
        .map(RoleRules::release)
        .flatMap(Optional::stream)
        .toList();
  }
}
