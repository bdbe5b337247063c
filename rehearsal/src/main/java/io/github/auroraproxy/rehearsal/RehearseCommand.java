package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.ExitCleanup;
import io.github.auroraproxy.localaws.Launcher;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalAwsException;
import io.github.auroraproxy.localaws.TemporaryDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the deployment of a cloud assembly on this machine. */
@Command(
    name = "rehearse",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the deployment on this machine: the assembly's own function on a real PostgreSQL.",
      "Without --assembly it first synthesizes the app of the cdk.json here."
    },
    footer = {
      "",
      "Example: another team's assembly, on the newest PostgreSQL",
      "  aurora-proxy-rehearsal rehearse --assembly cdk.out --postgres 18"
    })
public final class RehearseCommand implements Callable<Integer> {

  private static final String AUTO = "auto";

  /** How long after a failure the interruption that has caused it may become known. */
  private static final Duration INTERRUPTION = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private OutputOptions output;

  @Option(
      names = "--assembly",
      paramLabel = "DIRECTORY",
      description = "A cloud assembly, such as cdk.out.")
  private Path assemblyDirectory;

  @Option(
      names = "--postgres",
      paramLabel = "VERSION",
      defaultValue = "17",
      description = "PostgreSQL's major version, 13 to 18. Default: ${DEFAULT-VALUE}.")
  private int majorVersion;

  @Option(
      names = "--launcher",
      paramLabel = "LAUNCHER",
      defaultValue = AUTO,
      description =
          "What runs the function: runtime-client, AWS's own and for Linux only; plain, a loop in"
              + " plain Java; auto, AWS's own where it runs. Default: ${DEFAULT-VALUE}.")
  private String launcher;

  @Override
  public Integer call() {
    requireVersion();
    Launcher chosen = launcher();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = output.isJson() ? spec.commandLine().getErr() : out;
    Runnable interrupted = () -> sayInterrupted(progress);
    // Registered before all that is started, since what is registered last is ended first.
    ExitCleanup.register(interrupted);
    try {
      return rehearse(chosen, new Steps(progress), progress)
          .map(
              report -> {
                output.print(out, report, result -> conclude(out, result));
                return report.held() ? ExitCode.OK : ExitCode.SOFTWARE;
              })
          .orElse(ExitCode.SOFTWARE);
    } catch (LocalAwsException e) {
      throw new ProblemException(e.getMessage(), e);
    } finally {
      ExitCleanup.forget(interrupted);
    }
  }

  private static void sayInterrupted(PrintWriter progress) {
    progress.println();
    progress.println("Interrupted; what was started is stopped, and its files are deleted.");
    progress.flush();
  }

  /** The report; empty if the rehearsal is interrupted. */
  private Optional<RehearsalReport> rehearse(Launcher chosen, Steps steps, PrintWriter progress) {
    TemporaryDirectory work =
        TemporaryDirectory.create(Optional.empty(), "aurora-proxy-rehearsal-");
    try {
      Map<String, Integer> notRehearsed = rehearse(work.path(), chosen, steps, progress);
      work.close();
      return Optional.of(
          new RehearsalReport(
              true, steps.done(), notRehearsed, Optional.empty(), Optional.empty()));
    } catch (UsageException | ProblemException e) {
      work.close();
      throw e;
    } catch (Exception e) {
      if (ExitCleanup.isExitingWithin(INTERRUPTION)) {
        return Optional.empty();
      }
      work.keep();
      String reason = steps.failed(e);
      return Optional.of(
          new RehearsalReport(
              false, steps.done(), Map.of(), Optional.of(reason), Optional.of(work.path())));
    }
  }

  private static void conclude(PrintWriter out, RehearsalReport report) {
    if (report.held()) {
      out.println("Every step held.");
      out.println("These resources exist only in AWS and were not rehearsed:");
      report.notRehearsed().forEach((type, count) -> out.printf("    %3d  %s%n", count, type));
    } else {
      report.logs().ifPresent(logs -> out.println("The logs are in " + logs));
    }
  }

  private void requireVersion() {
    try {
      LocalAurora.requireVersion(majorVersion);
    } catch (LocalAwsException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private Launcher launcher() {
    if (launcher.equals(AUTO)) {
      return Launcher.preferred();
    }
    return Arrays.stream(Launcher.values())
        .filter(candidate -> candidate.toString().equals(launcher))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "'%s' is no launcher; choose one of auto, runtime-client, plain with --launcher."
                        .formatted(launcher)));
  }

  private Map<String, Integer> rehearse(Path work, Launcher chosen, Steps steps, PrintWriter out)
      throws Exception {
    Path directory = assemblyDirectory == null ? work.resolve("cdk.out") : assemblyDirectory;
    Optional<Synthesis> synthesis =
        assemblyDirectory == null ? Optional.of(new Synthesis(Path.of("."))) : Optional.empty();
    List<Rehearsal> rehearsals = new ArrayList<>();
    if (synthesis.isEmpty()) {
      rehearsals.addAll(rehearsals(CloudAssembly.read(directory), work, chosen, steps));
    }
    out.printf(
        "Rehearsing on JDK %s, the function under the launcher %s%n", Runtime.version(), chosen);
    if (synthesis.isPresent()) {
      steps.run(
          "Synthesize the app",
          () -> {
            synthesis.get().run(directory, work);
            return List.of();
          });
      rehearsals.addAll(rehearsals(CloudAssembly.read(directory), work, chosen, steps));
    }
    for (Rehearsal rehearsal : rehearsals) {
      rehearsal.run();
    }
    return onlyInAws(CloudAssembly.read(directory));
  }

  /** One rehearsal for each database, none of them started. */
  private List<Rehearsal> rehearsals(
      CloudAssembly assembly, Path work, Launcher chosen, Steps steps) {
    List<Rehearsal> rehearsals =
        RehearsedResource.databases(assembly).stream()
            .map(resource -> new Rehearsal(assembly, resource, majorVersion, chosen, work, steps))
            .toList();
    rehearsals.forEach(Rehearsal::check);
    return rehearsals;
  }

  private static Map<String, Integer> onlyInAws(CloudAssembly assembly) {
    Map<String, Integer> counts = new TreeMap<>();
    for (CloudAssembly.Stack stack : assembly.stacks()) {
      for (JsonNode resource : stack.template().path("Resources")) {
        counts.merge(resource.path("Type").asText(), 1, Integer::sum);
      }
    }
    counts
        .keySet()
        .removeAll(
            List.of(
                RehearsedResource.DATABASE,
                RehearsedResource.LOGIN,
                "AWS::SecretsManager::Secret"));
    return counts;
  }
}
