package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the present state with the desired one. It sends nothing and asks nobody: what it
 * refuses, it refuses before anything is changed.
 */
public final class Planner {

  private final PlanInput input;

  /**
   * @param input what to plan for
   */
  public Planner(PlanInput input) {
    this.input = input;
  }

  /**
   * @param present what is there now
   * @return what is to be done next; empty if the present state is the desired one
   * @throws io.github.auroraproxy.customresource.failure.FunctionException if the desired state
   *     can't or must not be reached; the message says why and what to do
   */
  public Plan plan(PresentState present) {
    PresentCluster cluster = present.cluster();
    OwnerPlan owner =
        new OwnerPlan(
            input, cluster, present.contents().map(PresentContents::history).orElse(History.NONE));
    DepartingUsers departing = new DepartingUsers(input, cluster, owner.deployedPolicy());
    UsersPlan users = new UsersPlan(input, cluster, departing);
    DatabasePlan database = new DatabasePlan(input, cluster, owner);
    owner.check();
    users.check();
    departing.check(present.contents());

    Plan.Builder plan = new Plan.Builder().creating(users.missing());
    List<Change> roles = new ArrayList<>(owner.changes());
    roles.addAll(users.changes());
    Optional<PresentContents> contents = present.contents();
    if (database.isMissing()) {
      return plan.atomically(Step.Place.MAINTENANCE, roles)
          .oneByOne(Step.Place.MAINTENANCE, database.creation())
          .build();
    }
    ContentsPlan inside = new ContentsPlan(input, cluster, contents.orElseThrow(), owner);
    boolean migrate = inside.isMigrationPending();
    List<Change> extensions = inside.extensions();
    PrivilegesPlan privileges =
        new PrivilegesPlan(input, cluster, contents.orElseThrow(), departing, owner.takesOver());
    List<Change> grants = privileges.changes();
    plan.atomically(Step.Place.MAINTENANCE, roles)
        .oneByOne(Step.Place.MAINTENANCE, database.changes())
        .atomically(Step.Place.APPLICATION, inside.fresh())
        .oneByOne(Step.Place.APPLICATION, inside.handOver())
        .oneByOne(Step.Place.APPLICATION, extensions)
        .oneByOne(Step.Place.MAINTENANCE, departing.close());
    departing
        .drop(contents.orElseThrow())
        .forEach(changes -> plan.atomically(Step.Place.APPLICATION, changes));
    List<Change> privilegesAndSettings = new ArrayList<>(grants);
    privilegesAndSettings.addAll(new SettingsPlan(input, cluster).changes());
    plan.atomically(Step.Place.APPLICATION, privilegesAndSettings)
        .atomically(Step.Place.MAINTENANCE, departing.release())
        .migrate(migrate)
        .warn(privileges.warnings())
        .warn(migrate ? List.of() : privileges.missingRoutines())
        .warn(departing.warnings());
    if (plan.isEmpty()) {
      plan.atomically(Step.Place.MAINTENANCE, owner.lastChanges());
    }
    return plan.build();
  }
}
