package io.github.auroraproxy.rehearsal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a rehearsal.
 *
 * @param held whether every step held
 * @param steps in their order
 * @param notRehearsed the number of resources of each type that exists only in AWS; empty if a step
 *     did not hold
 * @param failure why a step did not hold
 * @param logs where the logs are, if a step did not hold
 */
record RehearsalReport(
    boolean held,
    List<Step> steps,
    Map<String, Integer> notRehearsed,
    Optional<String> failure,
    Optional<Path> logs) {

  /**
   * One step.
   *
   * @param name what the step does
   * @param verdict how it went
   * @param took how long
   * @param lines what it returned, or why it was skipped
   */
  record Step(String name, Verdict verdict, Duration took, List<String> lines) {}

  /** How a step went. */
  enum Verdict {
    HELD,
    SKIPPED,
    FAILED
  }
}
