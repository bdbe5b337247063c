package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.Membership;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentDatabase;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the role that owns the database. Its mark says where the database comes from, and which
 * removal policy was deployed.
 */
public final class OwnerPlan {

  private static final String PURPOSE = "the owner of a database";

  private final PlanInput input;
  private final PresentCluster cluster;
  private final Optional<String> request;
  private final String name;
  private final Optional<PresentRole> present;
  private final Optional<PresentRole> former;
  private final List<PresentRole> otherOwners;

  /**
   * @param history of the migrations, as far as there is one
   */
  OwnerPlan(PlanInput input, PresentCluster cluster, History history) {
    this.input = input;
    this.request = input.request().filter(id -> input.migrations().isPending(history));
    this.cluster = cluster;
    this.name = input.owner().value();
    this.present = cluster.role(name);
    this.otherOwners =
        cluster.roles().values().stream()
            .filter(role -> !role.name().equals(name))
            .filter(role -> role.mark().filter(this::isOwnersHere).isPresent())
            .toList();
    this.former =
        present.isPresent()
            ? Optional.empty()
            : holder()
                .or(() -> otherOwners.stream().filter(this::isMineInUse).findFirst())
                .or(() -> otherOwners.stream().filter(this::hasPersonsDatabase).findFirst())
                .or(() -> otherOwners.stream().filter(this::isMine).findFirst());
  }

  private boolean isOwnersHere(Mark mark) {
    return mark.databaseOrigin().isPresent() && mark.isFor(input.database());
  }

  private boolean isMineInUse(PresentRole role) {
    return isMine(role) && isInUse(role);
  }

  private boolean isMine(PresentRole role) {
    return role.mark().filter(mark -> mark.isBy(input.resource())).isPresent();
  }

  /**
   * The role, of any resource, that the database is used by under another owner's name than the
   * stated one: it owns the database or, where a person does, what the migrations create.
   */
  private Optional<PresentRole> holder() {
    return otherOwners.stream()
        .filter(role -> cluster.database().filter(d -> d.owner().equals(role.name())).isPresent())
        .findFirst()
        .or(
            () ->
                otherOwners.stream()
                    .filter(role -> hasPersonsDatabase(role) && isInUse(role))
                    .findFirst());
  }

  /** Whether the role is for a database of a person, to whom it belongs whoever uses it. */
  private boolean hasPersonsDatabase(PresentRole role) {
    boolean isPersons =
        cluster
            .database()
            .filter(
                d ->
                    cluster
                        .role(d.owner())
                        .flatMap(PresentRole::mark)
                        .filter(this::isOwnersHere)
                        .isEmpty())
            .isPresent();
    return isPersons
        && role.mark().flatMap(Mark::databaseOrigin).equals(Optional.of(Mark.Origin.EXISTING));
  }

  private static boolean isInUse(PresentRole role) {
    return role.mark().filter(mark -> !mark.released()).isPresent();
  }

  /** Refuses what must not or cannot be touched. */
  void check() {
    if (name.equals(cluster.admin())) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property OwnerName is '%s', which is the admin user of the cluster; give the database an owner of its own."
              .formatted(name));
    }
    Optional<PresentRole> role = present.or(() -> former);
    if (role.isPresent()) {
      checkPurpose(role.get());
      RoleRules.checkAdministrable(role.get(), cluster);
      RoleRules.checkPowerless(role.get(), cluster, PURPOSE);
    }
    if (present.isPresent()) {
      holder().filter(other -> !isReleasable(other)).ifPresent(this::refuseTwoOwners);
    }
    wanted();
    Optional<PresentDatabase> database = cluster.database();
    if (database.isPresent() && !database.get().inherited() && !isOwner(database.get())) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The database '%s' belongs to %s, so the admin user '%s' cannot grant privileges on it; a DBA has to run: ALTER DATABASE %s OWNER TO %s;"
              .formatted(
                  input.database(),
                  ForeignText.name(database.get().owner()),
                  cluster.admin(),
                  input.database().quoted(),
                  Sql.name(cluster.admin())));
    }
  }

  /** What this resource has used beside another role, and need not use on. */
  private boolean isReleasable(PresentRole holder) {
    return isMine(holder)
        && cluster.database().filter(d -> d.owner().equals(holder.name())).isEmpty()
        && present.filter(this::isMineInUse).isPresent();
  }

  private void refuseTwoOwners(PresentRole holder) {
    RoleRules.inUse("database", input.database().value(), holder.mark(), input);
    throw new FunctionException(
        FailureKind.OBJECT_OF_ANOTHER_STACK,
        "The database '%s' belongs to the role '%s', and the role '%s' exists, too; set OwnerName to '%s', or to a name that no role has."
            .formatted(input.database(), holder.name(), name, holder.name()));
  }

  private boolean isOwner(PresentDatabase database) {
    return is(database.owner());
  }

  /** Whether a role is the owner, by the name that it has now or had before this run. */
  boolean is(String role) {
    return role.equals(name) || former.map(PresentRole::name).equals(Optional.of(role));
  }

  private void checkPurpose(PresentRole role) {
    Optional<Mark> mark = role.mark();
    boolean isOwnerOfThis =
        mark.isPresent()
            && mark.get().databaseOrigin().isPresent()
            && mark.get().isFor(input.database());
    if (!isOwnerOfThis && !(mark.isEmpty() && input.state().adopt())) {
      throw new FunctionException(
          FailureKind.OBJECT_OF_ANOTHER_STACK,
          "The role '%s' exists and is not the owner that aurora-proxy made for database '%s'; set OwnerName to another name%s."
              .formatted(
                  name, input.database(), mark.isEmpty() ? ", or Adopt to make it the owner" : ""));
    }
  }

  /** Where the database comes from. */
  Mark.Origin databaseOrigin() {
    return wanted().databaseOrigin().orElseThrow();
  }

  /** Whether the contents of the database are still those of its template. */
  boolean isFresh() {
    return wanted().fresh();
  }

  /** Whether the database and what the admin owns in it become the owner's. */
  boolean takesOver() {
    return databaseOrigin() != Mark.Origin.EXISTING || input.state().adopt();
  }

  /**
   * The removal policy that this resource has deployed. A role that it takes over counts as
   * retained until everything else is done, whatever was deployed by another; without a role,
   * nothing is there that could be lost.
   */
  Optional<RemovalPolicy> deployedPolicy() {
    return present
        .or(() -> former)
        .map(
            role ->
                role.mark()
                    .filter(mark -> mark.isBy(input.resource()) && !mark.released())
                    .flatMap(Mark::removalPolicy)
                    .orElse(RemovalPolicy.RETAIN));
  }

  private Mark wanted() {
    return wantedAnywhere().at(input.state().cluster().host()).during(request);
  }

  private Mark wantedAnywhere() {
    RemovalPolicy policy = input.state().removalPolicy();
    Optional<PresentRole> role = present.or(() -> former);
    if (role.isEmpty()) {
      boolean fresh = cluster.database().isEmpty();
      return Mark.created(input.resource(), input.database())
          .ofOwner(policy, fresh ? Mark.Origin.CREATED : originOfUnowned(), fresh);
    }
    Mark mark = RoleRules.inUse("database", input.database().value(), role.get().mark(), input);
    if (cluster.database().isEmpty()) {
      return mark.ofOwner(policy, Mark.Origin.CREATED, true);
    }
    // A database that does not belong to the role is not the one that the mark was set for.
    Mark owned = isOwner(cluster.database().orElseThrow()) ? mark : mark.ofUnowned();
    return owned.ofOwner(
        policy, owned.databaseOrigin().orElseGet(this::originOfUnowned), owned.fresh());
  }

  /**
   * The origin of a database that has no owner of ours yet. Up to format 1 the mark stood in the
   * database's comment, which nobody but its owner, the admin, could set.
   */
  private Mark.Origin originOfUnowned() {
    PresentDatabase database = cluster.database().orElseThrow();
    Optional<Mark> mark =
        database.owner().equals(cluster.admin())
            ? Mark.in(Optional.of(database.comment()))
            : Optional.empty();
    return RoleRules.inUse("database", input.database().value(), mark, input).origin();
  }

  /** Creates the role, or repairs what differs. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    if (former.isPresent()) {
      changes.add(
          Change.of(
              "renamed role %s to %s".formatted(former.get().name(), name),
              RoleRules.alter(former.get().name(), "RENAME TO " + input.owner().quoted())));
    } else if (present.isEmpty()) {
      changes.add(
          Change.of("created role " + name, "CREATE ROLE " + input.owner().quoted() + " NOLOGIN"));
    }
    changes.addAll(mark());
    present.ifPresent(role -> changes.addAll(close(role)));
    changes.addAll(memberships());
    otherOwners.stream()
        .filter(role -> former.filter(role::equals).isEmpty())
        .filter(this::isMine)
        .map(RoleRules::release)
        .flatMap(Optional::stream)
        .forEach(changes::add);
    return changes;
  }

  private List<Change> mark() {
    Optional<PresentRole> role = present.or(() -> former);
    Mark wanted = early();
    String comment = role.map(PresentRole::comment).orElse("");
    if (wanted.in(comment).equals(comment)) {
      return List.of();
    }
    String sql = RoleRules.comment(name, comment, wanted);
    boolean isTold =
        role.isPresent()
            && role.flatMap(PresentRole::mark)
                .filter(mark -> mark.during(request).equals(wanted))
                .isEmpty();
    return List.of(isTold ? Change.of("marked role " + name, sql) : Change.silent(sql));
  }

  /** The mark to set first: DESTROY is in force only once everything else is done. */
  private Mark early() {
    Mark wanted = wanted();
    return deployedPolicy().equals(Optional.of(RemovalPolicy.RETAIN))
        ? wanted.ofOwner(
            RemovalPolicy.RETAIN, wanted.databaseOrigin().orElseThrow(), wanted.fresh())
        : wanted;
  }

  /** The changes to make when nothing else is left to do. */
  List<Change> lastChanges() {
    PresentRole role = present.orElseThrow();
    Mark wanted = wanted();
    return wanted.in(role.comment()).equals(role.comment())
        ? List.of()
        : List.of(
            Change.of(
                "set the removal policy of database %s to %s"
                    .formatted(input.database(), input.state().removalPolicy()),
                RoleRules.comment(name, role.comment(), wanted)));
  }

  /** The change that says that the contents of the database are the application's from now on. */
  Change settled() {
    Mark mark = early();
    return Change.silent(
        RoleRules.comment(
            name,
            present.or(() -> former).orElseThrow().comment(),
            mark.ofOwner(
                mark.removalPolicy().orElseThrow(), mark.databaseOrigin().orElseThrow(), false)));
  }

  /** A run that was cut off may have left the owner able to log in, and its sessions. */
  static List<Change> close(PresentRole role) {
    return role.login() ? closing(role.name()) : RoleRules.endSessions(role);
  }

  /** Ends the logins of an owner, and its sessions, which outlive the permission to log in. */
  public static List<Change> closing(String owner) {
    return List.of(
        Change.of(
            "closed role %s to logins".formatted(owner),
            RoleRules.alter(owner, "NOLOGIN PASSWORD NULL VALID UNTIL '-infinity'")),
        Change.silent(RoleRules.terminate(owner)));
  }

  /** Nobody but the admin has the owner's privileges. */
  private List<Change> memberships() {
    List<Change> changes = new ArrayList<>();
    List<Membership> members =
        present
            .or(() -> former)
            .map(role -> cluster.membersOf(role.name()).toList())
            .orElse(List.of());
    boolean adminHolds =
        members.stream()
            .anyMatch(m -> m.member().equals(cluster.admin()) && m.inherits() && m.mayset());
    if (!adminHolds) {
      changes.add(
          Change.silent(
              "GRANT %s TO %s%s"
                  .formatted(
                      input.owner().quoted(),
                      Sql.name(cluster.admin()),
                      cluster.server().hasMembershipOptions()
                          ? " WITH INHERIT TRUE, SET TRUE"
                          : "")));
    }
    members.stream()
        .filter(m -> !m.member().equals(cluster.admin()))
        .forEach(
            m ->
                changes.add(
                    Change.of(
                        "revoked role %s from %s".formatted(name, Sql.shown(Sql.name(m.member()))),
                        "REVOKE %s FROM %s"
                            .formatted(input.owner().quoted(), Sql.name(m.member())))));
    return changes;
  }
}
