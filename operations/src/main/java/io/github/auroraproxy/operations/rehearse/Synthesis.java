package io.github.auroraproxy.operations.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the app of a cdk.json as the CDK CLI does, without a download of it. */
final class Synthesis {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Synthesis() {}

  static void run(Path appDirectory, Path output, Path log)
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
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> shell = windows ? List.of("cmd", "/c") : List.of("sh", "-c");
    ProcessBuilder process =
        new ProcessBuilder(shell.get(0), shell.get(1), app.path("app").asText())
            .directory(appDirectory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    process.environment().put("CDK_OUTDIR", output.toString());
    process.environment().put("CDK_CONTEXT_JSON", context.toString());
    int exitCode = process.start().waitFor();
    if (exitCode != 0) {
      throw new StepFailedException(
          "The app ended with exit code %d: %s".formatted(exitCode, Files.readString(log).strip()));
    }
  }
}
