package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.rehearsal.RehearsalReport.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Shows each step as it happens, with what it took and what it brought. */
final class Steps {

  private static final double MILLIS_PER_SECOND = 1000;

  /** What a step does; returns lines worth showing. */
  @FunctionalInterface
  interface Step {
    List<String> run() throws Exception;
  }

  private final PrintWriter out;
  private final List<RehearsalReport.Step> done = new ArrayList<>();
  private Optional<String> current = Optional.empty();

  Steps(PrintWriter out) {
    this.out = out;
  }

  void run(String name, Step step) throws Exception {
    current = Optional.of(name);
    out.printf("%s ... ", name);
    out.flush();
    Instant start = Instant.now();
    List<String> lines = step.run();
    Duration took = Duration.between(start, Instant.now());
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    done.add(new RehearsalReport.Step(name, Verdict.HELD, took, lines));
    out.println(
        Ansi.AUTO.string("@|green ok|@ ") + String.format(Locale.ROOT, "(%.1f s)", seconds));
    lines.forEach(line -> out.println("    " + line));
    out.flush();
    current = Optional.empty();
  }

  void skipped(String name, String reason) {
    done.add(new RehearsalReport.Step(name, Verdict.SKIPPED, Duration.ZERO, List.of(reason)));
    out.printf("%s ... skipped: %s%n", name, reason);
    out.flush();
  }

  /** What was done up to now. */
  List<RehearsalReport.Step> done() {
    return List.copyOf(done);
  }

  /**
   * @return why, in a sentence
   */
  String failed(Exception failure) {
    String reason =
        failure instanceof StepFailedException
            ? failure.getMessage()
            : "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
    if (current.isPresent()) {
      done.add(
          new RehearsalReport.Step(current.get(), Verdict.FAILED, Duration.ZERO, List.of(reason)));
      out.println(Ansi.AUTO.string("@|red failed|@"));
      out.printf("Step \"%s\" did not hold: %s%n", current.get(), reason);
    } else {
      out.printf("The rehearsal ended between its steps: %s%n", reason);
    }
    out.flush();
    return reason;
  }
}
