package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that a CDK app synthesized.
 *
 * @param directory such as cdk.out
 * @param stacks in the manifest's order
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/deploy.html">CDK: cloud assembly</a>
 */
record CloudAssembly(Path directory, List<Stack> stacks) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One stack.
   *
   * @param directory of the assembly, or of the stage in it, that holds the stack
   * @param name its name
   * @param template its CloudFormation template
   * @param assets what its template takes from files
   */
  record Stack(Path directory, String name, JsonNode template, JsonNode assets) {

    JsonNode resource(String logicalId) {
      return template.path("Resources").path(logicalId);
    }
  }

  static CloudAssembly read(Path directory) {
    Path manifest = directory.resolve("manifest.json");
    if (!Files.isRegularFile(manifest)) {
      throw new UsageException(
          "%s is no cloud assembly, since it has no manifest.json; synthesize the app into it, or name another directory with --assembly."
              .formatted(directory));
    }
    return new CloudAssembly(directory, stacks(directory));
  }

  private static List<Stack> stacks(Path directory) {
    List<Stack> stacks = new ArrayList<>();
    for (JsonNode artifact : json(directory.resolve("manifest.json")).path("artifacts")) {
      JsonNode properties = artifact.path("properties");
      switch (artifact.path("type").asText()) {
        case "aws:cloudformation:stack" -> {
          String file = properties.path("templateFile").asText();
          stacks.add(
              new Stack(
                  directory,
                  properties.path("stackName").asText(file.replace(".template.json", "")),
                  json(directory.resolve(file)),
                  json(directory.resolve(file.replace(".template.json", ".assets.json")))));
        }
        case "cdk:cloud-assembly" ->
            stacks.addAll(stacks(directory.resolve(properties.path("directoryName").asText())));
        default -> {
          // Assets and the tree of constructs are found by other ways, or not needed.
        }
      }
    }
    return stacks;
  }

  /** The file of the asset that the key of a function's code stands for. */
  Path asset(Stack stack, String objectKey) {
    for (JsonNode file : stack.assets().path("files")) {
      for (JsonNode destination : file.path("destinations")) {
        if (destination.path("objectKey").asText().equals(objectKey)) {
          return stack.directory().resolve(file.path("source").path("path").asText());
        }
      }
    }
    throw new UsageException(
        "The stack %s names the asset %s, which the assembly lacks; synthesize it again."
            .formatted(stack.name(), objectKey));
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
