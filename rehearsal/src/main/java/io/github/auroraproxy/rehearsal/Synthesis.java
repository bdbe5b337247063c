package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.ExitCleanup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the app of a cdk.json as the CDK CLI does, without a download of it. */
final class Synthesis {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REMEDY = "correct it, or name a cloud assembly with --assembly";

  private final Path appDirectory;
  private final String command;
  private final ObjectNode context = JSON.createObjectNode();

  /**
   * Reads the app's files.
   *
   * @param appDirectory with the cdk.json
   * @throws UsageException if a file is missing or wrong
   * @throws ProblemException if there is no Node.js, which every CDK app needs
   */
  Synthesis(Path appDirectory) {
    this.appDirectory = appDirectory;
    Path cdkJson = appDirectory.resolve("cdk.json");
    if (!Files.isRegularFile(cdkJson)) {
      throw new UsageException(
          "There is no cdk.json in %s; start the command in the app's directory, or name a cloud assembly with --assembly."
              .formatted(appDirectory.toAbsolutePath().normalize()));
    }
    JsonNode app = JsonFile.read(cdkJson, REMEDY);
    command = app.path("app").asText();
    if (command.isEmpty()) {
      throw new UsageException("The file %s has no \"app\"; %s.".formatted(cdkJson, REMEDY));
    }
    Path cached = appDirectory.resolve("cdk.context.json");
    if (Files.isRegularFile(cached)) {
      context.setAll((ObjectNode) JsonFile.read(cached, REMEDY));
    }
    if (app.path("context") instanceof ObjectNode flags) {
      context.setAll(flags);
    }
    requireNode();
  }

  private static void requireNode() {
    if (System.getenv("JSII_NODE") != null) {
      return;
    }
    boolean found =
        Arrays.stream(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
            .flatMap(directory -> Stream.of("node", "node.exe").map(Path.of(directory)::resolve))
            .anyMatch(Files::isExecutable);
    if (!found) {
      throw new ProblemException(
          "Node.js is not on the PATH, and the app needs it to be synthesized; install it, or name a cloud assembly with --assembly.");
    }
  }

  /**
   * Runs the app.
   *
   * @param output where the assembly goes
   * @param work takes the log and what the app leaves
   */
  void run(Path output, Path work) throws IOException, InterruptedException {
    Path log = work.resolve("synth.log");
    int exitCode = run(process(work, log, output));
    if (exitCode != 0) {
      throw new StepFailedException(
          "The app ended with exit code %d: %s".formatted(exitCode, Files.readString(log).strip()));
    }
  }

  private ProcessBuilder process(Path work, Path log, Path output) throws IOException {
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
    Runnable end =
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().onExit().join();
        };
    ExitCleanup.register(end);
    try {
      return process.waitFor();
    } finally {
      ExitCleanup.forget(end);
    }
  }
}
