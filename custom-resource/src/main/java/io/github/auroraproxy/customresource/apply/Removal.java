package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.plan.Plan;
import io.github.auroraproxy.customresource.plan.RemovalPlan;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.present.ClusterReader;
import io.github.auroraproxy.customresource.present.ContentsReader;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.DatabaseIdentity;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Handles a Delete: releases or drops what a resource set up, according to the removal policy that
 * was deployed.
 */
public final class Removal {

  private static final int MOST_ROUNDS = 4;

  private static final String SUPERUSERS =
      """
      SELECT DISTINCT a.usename
      FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
      WHERE a.datname = ?::name AND r.rolsuper""";

  private final Cluster cluster;
  private final ResourceId resource;
  private final DatabaseIdentity identity;
  private final boolean destroyRequested;
  private final Journal journal;
  private final RunOrder order;

  /**
   * @param cluster where
   * @param resource the resource that ends
   * @param identity the database that it was for
   * @param destroyRequested whether the request expects the database to be dropped
   * @param journal told about every change
   * @param order of this run among those of its resource
   */
  public Removal(
      Cluster cluster,
      ResourceId resource,
      DatabaseIdentity identity,
      boolean destroyRequested,
      Journal journal,
      RunOrder order) {
    this.cluster = cluster;
    this.resource = resource;
    this.identity = identity;
    this.destroyRequested = destroyRequested;
    this.journal = journal;
    this.order = order;
  }

  /** Runs once; throws what the driver threw, so that the run can be repeated. */
  public void run() throws SQLException {
    RemovalPlan removal =
        new RemovalPlan(resource, identity.database(), identity.host(), destroyRequested);
    try (RunLock lock = RunLock.take(cluster, identity.maintenanceDatabase(), order, journal);
        Sessions sessions =
            new Sessions(cluster, identity.maintenanceDatabase(), identity.database())) {
      BlueGreenGuard guard = new BlueGreenGuard(lock.session(), journal);
      Applier applier = new Applier(sessions, guard, journal);
      Plan plan = plan(removal, lock, sessions);
      plan.warnings().forEach(journal::warn);
      for (int round = 1; !plan.isEmpty(); round++) {
        if (round > MOST_ROUNDS) {
          throw new FunctionException(
              FailureKind.STATEMENT_FAILED,
              "PostgreSQL accepted the removal of database '%s', which had no effect; a DBA has to run: %s"
                  .formatted(identity.database(), plan.changes()));
        }
        applier.apply(plan.steps());
        plan = plan(removal, lock, sessions);
      }
      dropUnusedLock(lock, guard);
    }
  }

  private Plan plan(RemovalPlan removal, RunLock lock, Sessions sessions) throws SQLException {
    PresentCluster present =
        new ClusterReader(lock.session()).read(identity.database(), Optional.empty(), Set.of());
    Optional<PresentRole> owner = removal.owner(present);
    Optional<PresentContents> contents = Optional.empty();
    if (owner.isPresent() && removal.needsContents(present)) {
      Set<String> users = new TreeSet<>(present.roles().keySet());
      users.removeAll(List.of(owner.get().name(), present.admin()));
      contents =
          Optional.of(
              new ContentsReader(sessions.in(Step.Place.APPLICATION))
                  .read(owner.get().name(), users, users));
    }
    List<String> superusers = lock.session().texts(SUPERUSERS, identity.database().value());
    return removal.plan(new PresentState(present, contents), superusers);
  }

  /** Leaves the cluster as it was, unless something else is aurora-proxy's. */
  private void dropUnusedLock(RunLock lock, BlueGreenGuard guard) throws SQLException {
    boolean isUsed =
        lock.session()
            .first(
                """
                SELECT EXISTS (
                         SELECT FROM pg_shdescription c
                         WHERE c.description LIKE '%aurora-proxy: %')""",
                row -> row.getBoolean(1))
            .orElse(true);
    if (!isUsed && !guard.isUnderWay()) {
      lock.dropRole();
    }
  }
}
