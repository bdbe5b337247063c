package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.LocalAwsException;
import io.github.auroraproxy.rehearsal.RehearsalReport.Verdict;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Runs the steps of a rehearsal, and prints the time that each took and the lines it returns. */
final class Steps {

  private static final double MILLIS_PER_SECOND = 1000;

  /** The work of a step; returns lines to print. */
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
    List<String> lines = lines(step);
    Duration took = Duration.between(start, Instant.now());
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    done.add(new RehearsalReport.Step(name, Verdict.HELD, took, lines));
    out.println(
        Ansi.AUTO.string("@|green ok|@ ") + String.format(Locale.ROOT, "(%.1f s)", seconds));
    lines.forEach(line -> out.println("    " + line));
    out.flush();
    current = Optional.empty();
  }

  private static List<String> lines(Step step) throws Exception {
    try {
      return step.run();
    } catch (UsageException | ProblemException e) {
      throw new StepFailedException(e.getMessage());
    }
  }

  void skipped(String name, String reason) {
    done.add(new RehearsalReport.Step(name, Verdict.SKIPPED, Duration.ZERO, List.of(reason)));
    out.printf("%s ... skipped: %s%n", name, reason);
    out.flush();
  }

  /** The steps up to now. */
  List<RehearsalReport.Step> done() {
    return List.copyOf(done);
  }

  /**
   * @return why, in a sentence
   */
  String failed(Exception failure) {
    String reason = reason(failure);
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

  private static String reason(Exception failure) {
    return failure instanceof StepFailedException
            || failure instanceof LocalAwsException
            || failure instanceof SQLException
        ? failure.getMessage()
        : "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
  }
}
