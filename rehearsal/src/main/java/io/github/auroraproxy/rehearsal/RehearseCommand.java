package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.Launcher;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalAwsException;
import io.github.auroraproxy.localaws.TemporaryDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** Plays a deployment on this machine. */
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
    Steps steps = new Steps(progress);
    TemporaryDirectory work =
        TemporaryDirectory.create(Optional.empty(), "aurora-proxy-rehearsal-");
    RehearsalReport report;
    try {
      Map<String, Integer> notRehearsed = rehearse(work.path(), chosen, steps, progress);
      work.close();
      report =
          new RehearsalReport(true, steps.done(), notRehearsed, Optional.empty(), Optional.empty());
    } catch (UsageException e) {
      work.close();
      throw e;
    } catch (Exception e) {
      work.keep();
      String reason = steps.failed(e);
      report =
          new RehearsalReport(
              false, steps.done(), Map.of(), Optional.of(reason), Optional.of(work.path()));
    }
    output.print(out, report, result -> conclude(out, result));
    return report.held() ? ExitCode.OK : ExitCode.SOFTWARE;
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
    out.printf(
        "Rehearsing on JDK %s, the function under the launcher %s%n", Runtime.version(), chosen);
    Path directory = assemblyDirectory == null ? work.resolve("cdk.out") : assemblyDirectory;
    if (assemblyDirectory == null) {
      steps.run(
          "Synthesize the app",
          () -> {
            Synthesis.run(Path.of("."), directory, work);
            return List.of();
          });
    }
    CloudAssembly assembly = CloudAssembly.read(directory);
    for (CustomResource resource : CustomResource.databases(assembly)) {
      new Rehearsal(assembly, resource, majorVersion, chosen, work, steps).run();
    }
    return onlyInAws(assembly);
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
            List.of(CustomResource.DATABASE, CustomResource.LOGIN, "AWS::SecretsManager::Secret"));
    return counts;
  }
}
