package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.plan.Change;
import io.github.auroraproxy.customresource.plan.Plan;
import io.github.auroraproxy.customresource.plan.PlanInput;
import io.github.auroraproxy.customresource.plan.Planner;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.present.ClusterReader;
import io.github.auroraproxy.customresource.present.ContentsReader;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the present state the desired one: reads it, plans, applies the plan, and starts again
 * until nothing is left. It may be cut off anywhere and run any number of times.
 */
public final class Convergence {

  /** A plan shows the next things only; more rounds than this mean that a change has no effect. */
  private static final int MOST_ROUNDS = 8;

  private final Cluster cluster;
  private final PlanInput input;
  private final Map<Identifier, Credentials> credentials;
  private final Migrator migrator;
  private final Journal journal;
  private final RunOrder order;

  /**
   * @param cluster where
   * @param input what to reach
   * @param credentials of the users that have a password
   * @param migrator applies the migrations
   * @param journal told about every change
   * @param order of this run among those of its resource
   */
  public Convergence(
      Cluster cluster,
      PlanInput input,
      Map<Identifier, Credentials> credentials,
      Migrator migrator,
      Journal journal,
      RunOrder order) {
    this.cluster = cluster;
    this.input = input;
    this.credentials = credentials;
    this.migrator = migrator;
    this.journal = journal;
    this.order = order;
  }

  /**
   * Runs once; throws what the driver threw, so that the run can be repeated.
   *
   * @return empty if the next invocation has to go on
   */
  public Optional<Outcome> run() throws SQLException {
    Optional<RunLock> taken = lock();
    return taken.isEmpty() ? Optional.empty() : run(taken.get());
  }

  /** Another resource's run may hold the lock for as long as a migration of its own takes. */
  private Optional<RunLock> lock() throws SQLException {
    try {
      return Optional.of(
          RunLock.take(cluster, input.state().maintenanceDatabase(), order, journal));
    } catch (SQLException e) {
      boolean isHeld = Cause.of(e) == Cause.LOCKED || Cause.of(e) == Cause.CANCELED;
      if (isHeld && order.isFurther() && !migrator.isOver()) {
        journal.warn("Another run held the lock of the cluster at " + cluster.address());
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Outcome> run(RunLock taken) throws SQLException {
    String maintenance = input.state().maintenanceDatabase();
    try (RunLock lock = taken;
        Sessions sessions = new Sessions(cluster, maintenance, input.state().database())) {
      BlueGreenGuard guard = new BlueGreenGuard(lock.session(), journal);
      Applier applier = new Applier(sessions, guard, journal);
      Planner planner = new Planner(input);
      PresentState present = read(lock, sessions);
      Plan plan = planner.plan(present);
      if (!plan.isEmpty()) {
        order.check(
            present.cluster().role(input.state().owner().value()), input.state().database());
      }
      Set<String> warnings = new LinkedHashSet<>(plan.warnings());
      Set<Identifier> created = new HashSet<>(plan.created());
      for (int round = 1; !plan.isEmpty(); round++) {
        if (round > MOST_ROUNDS) {
          throw withoutEffect(plan);
        }
        applier.apply(plan.steps());
        if (plan.migrate()) {
          guard.beforeChange("the migrations of database " + input.state().database());
          if (!migrator.migrate(sessions, present)) {
            return Optional.empty();
          }
        }
        present = read(lock, sessions);
        plan = planner.plan(present);
      }
      warnings.addAll(plan.warnings());
      warnings.forEach(journal::warn);
      new Passwords(cluster, input.state(), credentials, applier).ensure(created);
      return Optional.of(
          new Outcome(present.cluster().server().version(), applied(present), journal.changes()));
    }
  }

  private PresentState read(RunLock lock, Sessions sessions) throws SQLException {
    Set<String> users = input.userNames();
    PresentCluster present =
        new ClusterReader(lock.session())
            .read(input.state().database(), Optional.of(input.state().owner()), users);
    Optional<PresentContents> contents = Optional.empty();
    if (present.database().isPresent()) {
      Set<String> departing = new TreeSet<>(present.roles().keySet());
      departing.removeAll(users);
      departing.removeAll(List.of(input.state().owner().value(), present.admin(), "rds_iam"));
      contents =
          Optional.of(
              new ContentsReader(sessions.in(Step.Place.APPLICATION))
                  .read(input.state().owner().value(), present.roles().keySet(), departing));
    }
    return new PresentState(present, contents);
  }

  private static int applied(PresentState present) {
    return (int)
        present.contents().stream()
            .flatMap(contents -> contents.history().applied().stream())
            .filter(migration -> migration.success() && !migration.type().equals("BASELINE"))
            .count();
  }

  private FunctionException withoutEffect(Plan plan) {
    List<String> left = plan.changes().stream().map(Change::forDba).toList();
    return new FunctionException(
        FailureKind.INSUFFICIENT_PRIVILEGE,
        "PostgreSQL accepted changes in database '%s' that had no effect; a DBA has to run this there, and deploy again: %s"
            .formatted(input.state().database(), String.join(" ", left)));
  }
}
