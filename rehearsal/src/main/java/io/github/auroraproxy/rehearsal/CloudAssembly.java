package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * A directory that a CDK app synthesized.
 *
 * @param directory such as cdk.out
 * @param stacks in the order of the manifest, those of stages included
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/deploy.html">CDK: cloud assembly</a>
 */
record CloudAssembly(Path directory, List<Stack> stacks) {

  private static final String MANIFEST = "manifest.json";

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

  /**
   * Reads the manifests and the templates.
   *
   * @throws UsageException if one of them is missing or no JSON
   */
  static CloudAssembly read(Path directory) {
    if (Files.exists(directory) && !Files.isReadable(directory)) {
      throw new UsageException(
          "The directory %s can't be read by this user; make it readable, or name another with --assembly."
              .formatted(directory));
    }
    if (!Files.exists(directory.resolve(MANIFEST))) {
      throw new UsageException(
          "%s is no cloud assembly, since it has no manifest.json; synthesize the app into it, or name another directory with --assembly."
              .formatted(directory));
    }
    return new CloudAssembly(directory, stacks(directory));
  }

  private static List<Stack> stacks(Path directory) {
    List<Stack> stacks = new ArrayList<>();
    for (JsonNode artifact : json(directory.resolve(MANIFEST)).path("artifacts")) {
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

  /**
   * The file, or the directory, of the asset that the key of a function's code stands for.
   *
   * @throws UsageException if the assembly has no such asset, or its file is missing or no archive
   */
  Path asset(Stack stack, String objectKey) {
    for (JsonNode file : stack.assets().path("files")) {
      for (JsonNode destination : file.path("destinations")) {
        if (destination.path("objectKey").asText().equals(objectKey)) {
          return archive(stack, file.path("source").path("path").asText());
        }
      }
    }
    throw new UsageException(
        "The stack %s names the asset %s, which the assembly lacks; synthesize it again."
            .formatted(stack.name(), objectKey));
  }

  private static Path archive(Stack stack, String name) {
    Path file = stack.directory().resolve(name);
    if (Files.isDirectory(file)) {
      return file;
    }
    if (!Files.isReadable(file)) {
      throw new UsageException(
          "The asset %s of the stack %s is missing or can't be read; synthesize the assembly again."
              .formatted(file, stack.name()));
    }
    try {
      new ZipFile(file.toFile()).close();
      return file;
    } catch (IOException e) {
      throw new UsageException(
          "The asset %s of the stack %s is no zip archive; synthesize the assembly again."
              .formatted(file, stack.name()));
    }
  }

  private static JsonNode json(Path file) {
    return JsonFile.read(
        file, "synthesize the app again, or name another directory with --assembly");
  }
}
