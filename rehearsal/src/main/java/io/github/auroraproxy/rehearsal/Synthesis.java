package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the app of a cdk.json as the CDK CLI does, without a download of it. */
final class Synthesis {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Synthesis() {}

  /**
   * @param appDirectory with the cdk.json
   * @param output where the assembly goes
   * @param work takes the log and what the app leaves
   */
  static void run(Path appDirectory, Path output, Path work)
      throws IOException, InterruptedException {
    Path cdkJson = appDirectory.resolve("cdk.json");
    if (!Files.isRegularFile(cdkJson)) {
      throw new UsageException(
          "There is no cdk.json in %s; start the command in the app's directory, or name a cloud assembly with --assembly."
              .formatted(appDirectory.toAbsolutePath().normalize()));
    }
    JsonNode app = JSON.readTree(cdkJson.toFile());
    ObjectNode context = JSON.createObjectNode();
    Path cached = appDirectory.resolve("cdk.context.json");
    if (Files.isRegularFile(cached)) {
      context.setAll((ObjectNode) JSON.readTree(cached.toFile()));
    }
    if (app.path("context") instanceof ObjectNode flags) {
      context.setAll(flags);
    }
    Path log = work.resolve("synth.log");
    int exitCode = run(process(app.path("app").asText(), appDirectory, work, log, output, context));
    if (exitCode != 0) {
      throw new StepFailedException(
          "The app ended with exit code %d: %s".formatted(exitCode, Files.readString(log).strip()));
    }
  }

  private static ProcessBuilder process(
      String command, Path appDirectory, Path work, Path log, Path output, ObjectNode context)
      throws IOException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> shell = windows ? List.of("cmd", "/c") : List.of("sh", "-c");
    Path temporary = Files.createDirectories(work.resolve("tmp"));
    ProcessBuilder process =
        new ProcessBuilder(shell.get(0), shell.get(1), command)
            .directory(appDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = process.environment();
    environment.put("CDK_OUTDIR", output.toString());
    environment.put("CDK_CONTEXT_JSON", context.toString());
    // jsii leaves its files where it finds room for them, unless it is told where.
    environment.put("TMPDIR", temporary.toString());
    environment.put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    return process;
  }

  /** The app starts a process of Node, which must not outlive a rehearsal that is interrupted. */
  private static int run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    Thread interrupted =
        new Thread(
            () -> {
              process.descendants().forEach(ProcessHandle::destroyForcibly);
              process.destroyForcibly().onExit().join();
            },
            "synthesis-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return process.waitFor();
    } finally {
      if (!process.isAlive()) {
        removeHook(interrupted);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The JVM is ending already, and the hook has nothing to do any more.
    }
  }
}
