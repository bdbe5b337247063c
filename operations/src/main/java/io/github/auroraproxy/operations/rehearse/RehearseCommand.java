package io.github.auroraproxy.operations.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.operations.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
    })
public final class RehearseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

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

  @Override
  public Integer call() throws Exception {
    if (!LocalAurora.majorVersions().contains(majorVersion)) {
      throw new UsageException(
          "PostgreSQL %d is not available here; choose one of %s with --postgres."
              .formatted(majorVersion, LocalAurora.majorVersions()));
    }
    PrintWriter out = spec.commandLine().getOut();
    Path work = Files.createTempDirectory("aurora-proxy-rehearsal-");
    Thread interrupted = new Thread(() -> delete(work), "rehearsal-shutdown");
    Runtime.getRuntime().addShutdownHook(interrupted);
    Steps steps = new Steps(out);
    try {
      rehearse(work, steps, out);
    } catch (UsageException e) {
      throw e;
    } catch (Exception e) {
      Runtime.getRuntime().removeShutdownHook(interrupted);
      steps.failed(e);
      out.println("The logs are in " + work);
      out.flush();
      return ExitCode.SOFTWARE;
    }
    return ExitCode.OK;
  }

  private void rehearse(Path work, Steps steps, PrintWriter out) throws Exception {
    Path directory = assemblyDirectory == null ? work.resolve("cdk.out") : assemblyDirectory;
    if (assemblyDirectory == null) {
      steps.run(
          "Synthesize the app",
          () -> {
            Synthesis.run(Path.of("."), directory, work.resolve("synth.log"));
            return List.of();
          });
    }
    CloudAssembly assembly = CloudAssembly.read(directory);
    for (CustomResource resource : CustomResource.of(assembly)) {
      new Rehearsal(assembly, resource, majorVersion, work, steps).run();
    }
    out.println("Every step held.");
    out.println("These resources exist only in AWS and were not rehearsed:");
    onlyInAws(assembly).forEach((type, count) -> out.printf("    %3d  %s%n", count, type));
    out.flush();
  }

  private static Map<String, Integer> onlyInAws(CloudAssembly assembly) {
    Map<String, Integer> counts = new TreeMap<>();
    for (CloudAssembly.Stack stack : assembly.stacks()) {
      for (JsonNode resource : stack.template().path("Resources")) {
        counts.merge(resource.path("Type").asText(), 1, Integer::sum);
      }
    }
    counts.keySet().removeAll(List.of(CustomResource.TYPE, "AWS::SecretsManager::Secret"));
    return counts;
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("The directory " + directory + " could not be removed: " + e.getMessage());
    }
  }
}
