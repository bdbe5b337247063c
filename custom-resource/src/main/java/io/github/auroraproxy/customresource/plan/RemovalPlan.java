package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the deletion of a resource: its marks are released under {@code RETAIN}; under {@code
 * DESTROY} what it created is dropped. The policy is the one that was deployed, which stands in the
 * owner's mark, whatever the request says.
 */
public final class RemovalPlan {

  private final ResourceId resource;
  private final Identifier database;
  private final boolean destroyRequested;
  private final String host;

  /**
   * @param resource the resource that ends
   * @param database the database that it was for
   * @param host the name by which it knew the cluster
   * @param destroyRequested whether the request expects the database to be dropped
   */
  public RemovalPlan(
      ResourceId resource, Identifier database, String host, boolean destroyRequested) {
    this.resource = resource;
    this.database = database;
    this.host = host;
    this.destroyRequested = destroyRequested;
  }

  /**
   * @param present what is there now
   * @param superusers superusers that are connected to the database
   * @return what is to be done next; empty when everything is done
   */
  public Plan plan(PresentState present, List<String> superusers) {
    PresentCluster cluster = present.cluster();
    if (goesOnElsewhere(cluster)) {
      return new Plan.Builder().build();
    }
    Optional<PresentRole> owner = owner(cluster);
    List<PresentRole> users =
        cluster.roles().values().stream()
            .filter(role -> isMine(role) && ownerMark(role).isEmpty())
            .toList();
    return owner.filter(RemovalPlan::isDestroyed).isPresent()
        ? destruction(present, owner.orElseThrow(), users, superusers)
        : release(cluster, owner, users);
  }

  /** Whether objects in the database are to get another owner, since it stays. */
  public boolean needsContents(PresentCluster cluster) {
    return cluster.database().isPresent()
        && !goesOnElsewhere(cluster)
        && owner(cluster)
            .filter(RemovalPlan::isDestroyed)
            .filter(role -> !dropsDatabase(cluster, role))
            .isPresent();
  }

  /**
   * Whether the resource was deployed to the same cluster by another name, and is there to stay.
   */
  private boolean goesOnElsewhere(PresentCluster cluster) {
    return owner(cluster).flatMap(RemovalPlan::ownerMark).filter(m -> !m.isAt(host)).isPresent();
  }

  private static boolean isDestroyed(PresentRole owner) {
    return ownerMark(owner)
        .flatMap(Mark::removalPolicy)
        .filter(policy -> policy == RemovalPolicy.DESTROY)
        .isPresent();
  }

  private static boolean dropsDatabase(PresentCluster cluster, PresentRole owner) {
    return cluster.database().filter(d -> d.owner().equals(owner.name())).isPresent()
        && ownerMark(owner).flatMap(Mark::databaseOrigin).orElseThrow().isDroppable();
  }

  /** The role that is marked as the owner of the database by this resource. */
  public Optional<PresentRole> owner(PresentCluster cluster) {
    return cluster.roles().values().stream()
        .filter(role -> isMine(role) && ownerMark(role).isPresent())
        .findFirst();
  }

  /** What was released is for whoever takes it over, and no longer this resource's to drop. */
  private boolean isMine(PresentRole role) {
    return role.mark()
        .filter(m -> m.isBy(resource) && m.isFor(database) && !m.released())
        .isPresent();
  }

  private static Optional<Mark> ownerMark(PresentRole role) {
    return role.mark().filter(mark -> mark.databaseOrigin().isPresent());
  }

  private Plan release(
      PresentCluster cluster, Optional<PresentRole> owner, List<PresentRole> users) {
    List<Change> changes = new ArrayList<>();
    owner.ifPresent(role -> changes.addAll(OwnerPlan.close(role)));
    owner.flatMap(RoleRules::release).ifPresent(changes::add);
    if (owner.isEmpty()) {
      changes.addAll(releaseFormat1(cluster));
    }
    users.stream().map(RoleRules::release).flatMap(Optional::stream).forEach(changes::add);
    return new Plan.Builder()
        .atomically(Step.Place.MAINTENANCE, changes)
        .warn(destroyRequested ? List.of(whyItStays(owner)) : List.of())
        .build();
  }

  private String whyItStays(Optional<PresentRole> owner) {
    return owner.isPresent()
        ? "Database '%s' stays, because it was deployed with the policy RETAIN; to drop it, deploy DESTROY first."
            .formatted(database)
        : "Database '%s' stays, because it was deployed by a version that did not note its policy, or by nobody; to drop it, deploy DESTROY first."
            .formatted(database);
  }

  /** Up to format 1 the database's comment held the mark. */
  private List<Change> releaseFormat1(PresentCluster cluster) {
    return cluster
        .database()
        .filter(d -> d.owner().equals(cluster.admin()))
        .flatMap(d -> Mark.in(Optional.of(d.comment())))
        .filter(mark -> mark.isBy(resource) && !mark.released())
        .map(
            mark ->
                Change.of(
                    "released database " + database,
                    "COMMENT ON DATABASE %s IS %s"
                        .formatted(
                            database.quoted(),
                            Sql.literal(
                                "aurora-proxy: released by %s for %s"
                                    .formatted(mark.resource(), database)))))
        .stream()
        .toList();
  }

  private Plan destruction(
      PresentState present, PresentRole owner, List<PresentRole> users, List<String> superusers) {
    PresentCluster cluster = present.cluster();
    Mark mark = ownerMark(owner).orElseThrow();
    boolean dropsDatabase = dropsDatabase(cluster, owner);
    Optional<PresentContents> contents = present.contents();
    Plan.Builder plan = new Plan.Builder();
    List<PresentRole> droppable =
        users.stream().filter(role -> role.mark().orElseThrow().origin().isDroppable()).toList();
    droppable.forEach(role -> DepartingUsers.checkDroppable(role, cluster, contents));
    if (!dropsDatabase && cluster.database().isPresent()) {
      plan.warn(List.of(whyItStays(cluster, owner)));
    }
    if (dropsDatabase) {
      checkSessions(superusers);
      plan.oneByOne(
          Step.Place.MAINTENANCE,
          List.of(
              Change.of(
                  "dropped database " + database,
                  "DROP DATABASE %s WITH (FORCE)".formatted(database.quoted()))));
    }
    List<Change> closed = new ArrayList<>();
    droppable.forEach(role -> closed.addAll(DepartingUsers.close(role)));
    closed.addAll(OwnerPlan.close(owner));
    plan.oneByOne(Step.Place.MAINTENANCE, closed);
    if (!droppable.stream().allMatch(DepartingUsers::isQuiet)) {
      return plan.build();
    }
    if (contents.isPresent()) {
      for (PresentRole role : droppable) {
        plan.atomically(
            Step.Place.APPLICATION,
            DepartingUsers.drop(
                role, owner.name(), database.value(), cluster, contents.orElseThrow()));
      }
    } else {
      plan.oneByOne(Step.Place.MAINTENANCE, droppable.stream().map(RemovalPlan::drop).toList());
    }
    List<Change> last = new ArrayList<>();
    users.stream()
        .filter(role -> !droppable.contains(role))
        .map(RoleRules::release)
        .flatMap(Optional::stream)
        .forEach(last::add);
    boolean ownsSomething =
        cluster.database().isPresent() && !dropsDatabase
            || cluster.elsewhere().containsKey(owner.name());
    if (ownsSomething || !mark.origin().isDroppable()) {
      RoleRules.release(owner).ifPresent(last::add);
    } else {
      last.add(drop(owner));
    }
    return plan.oneByOne(Step.Place.MAINTENANCE, last).build();
  }

  private String whyItStays(PresentCluster cluster, PresentRole owner) {
    boolean ownsIt = cluster.database().orElseThrow().owner().equals(owner.name());
    Mark.Origin origin = ownerMark(owner).flatMap(Mark::databaseOrigin).orElseThrow();
    return "Database '%s' is not dropped, because %s."
        .formatted(
            database,
            !ownsIt
                ? "it belongs to '%s'".formatted(cluster.database().orElseThrow().owner())
                : origin == Mark.Origin.EXISTING
                    ? "a person created it"
                    : "another resource created it, and this one never adopted it");
  }

  private static Change drop(PresentRole role) {
    return Change.of("dropped role " + role.name(), "DROP ROLE " + Sql.name(role.name()));
  }

  private void checkSessions(List<String> superusers) {
    if (!superusers.isEmpty()) {
      throw new FunctionException(
          FailureKind.STATEMENT_FAILED,
          "Database '%s' cannot be dropped while the superuser %s is connected to it; close those sessions, or have a DBA run: DROP DATABASE %s WITH (FORCE);"
              .formatted(database, superusers, database.quoted()));
    }
  }
}
