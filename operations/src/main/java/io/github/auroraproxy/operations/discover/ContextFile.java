package io.github.auroraproxy.operations.discover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The CDK's {@code cdk.context.json}, written as the CDK CLI writes it.
 *
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/context.html">Context values</a>
 */
final class ContextFile {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Path file;

  ContextFile(Path file) {
    this.file = file;
  }

  /**
   * Sets some keys, removes those without a value, and leaves the others as they are. Whoever reads
   * the file meanwhile sees it as it was or as it will be.
   *
   * @throws UsageException if the file holds no JSON object, or can't be written
   */
  void set(Map<String, Optional<String>> values) {
    try {
      // A link stays a link.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      ObjectNode context = read(target);
      values.forEach(
          (key, value) ->
              value.ifPresentOrElse(text -> context.put(key, text), () -> context.remove(key)));
      write(target, JSON.writer(printer()).writeValueAsString(context) + "\n");
    } catch (IOException e) {
      throw new UsageException("The file " + file + " could not be written: " + e);
    }
  }

  private ObjectNode read(Path target) throws IOException {
    if (!Files.exists(target)) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode context = JSON.readTree(Files.readString(target));
      if (context instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "The file %s is not JSON (line %d): %s. Correct it, or choose another with --context."
              .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()));
    }
    throw new UsageException(
        "The file " + file + " holds no JSON object; choose another with --context.");
  }

  private static void write(Path target, String text) throws IOException {
    Path next =
        target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(next, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return printer;
  }
}
