package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.state.Identifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The changes that make the present state the desired state, in order: steps, then migrations. What
 * a step or a migration creates is not known before, so a plan is made again until it is empty.
 *
 * @param steps changes by the admin
 * @param migrate whether migrations are to be applied after the steps
 * @param warnings what a person should look at, and what does not stop the run
 * @param created users that the steps create with their passwords
 */
public record Plan(
    List<Step> steps, boolean migrate, List<String> warnings, Set<Identifier> created) {

  /** Whether nothing is to be done. */
  public boolean isEmpty() {
    return steps.isEmpty() && !migrate;
  }

  /** Every change of every step. */
  public List<Change> changes() {
    return steps.stream().flatMap(step -> step.changes().stream()).toList();
  }

  /** Collects steps and leaves out the empty ones. */
  static final class Builder {

    private final List<Step> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<Identifier> created = new HashSet<>();
    private boolean migrate;

    Builder atomically(Step.Place place, List<Change> changes) {
      return add(place, true, changes);
    }

    Builder oneByOne(Step.Place place, List<Change> changes) {
      return add(place, false, changes);
    }

    private Builder add(Step.Place place, boolean atomic, List<Change> changes) {
      if (!changes.isEmpty()) {
        steps.add(new Step(place, atomic, List.copyOf(changes)));
      }
      return this;
    }

    Builder migrate(boolean pending) {
      migrate = pending;
      return this;
    }

    Builder creating(Set<Identifier> users) {
      created.addAll(users);
      return this;
    }

    Builder warn(List<String> more) {
      warnings.addAll(more);
      return this;
    }

    boolean isEmpty() {
      return steps.isEmpty() && !migrate;
    }

    Plan build() {
      return new Plan(List.copyOf(steps), migrate, List.copyOf(warnings), Set.copyOf(created));
    }
  }
}
