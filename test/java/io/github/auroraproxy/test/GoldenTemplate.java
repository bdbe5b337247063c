package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A template on file that a synthesized one is compared with, so that every change of what is
 * deployed shows in review. {@code -Dgolden.rewrite=true} writes the files instead.
 */
final class GoldenTemplate {

  private static final Path FILES = Path.of(System.getProperty("basedir"), "resources", "golden");

  /** The name of an asset is the hash of its content, and changes with every line of code. */
  private static final Pattern ASSET_HASH = Pattern.compile("[0-9a-f]{64}");

  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  private GoldenTemplate() {}

  /**
   * Compares a template with its file.
   *
   * @param name of the file, without its extension
   */
  static void matches(String name, SynthesizedTemplate template) {
    Path file = FILES.resolve(name + ".json");
    String actual = text(template);
    try {
      if (REWRITE) {
        Files.createDirectories(FILES);
        Files.writeString(file, actual);
      }
      assertThat(actual)
          .as(
              "%s; where the change is meant, rewrite it with -Dgolden.rewrite=true and review the"
                  + " difference",
              file.getFileName())
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(SynthesizedTemplate template) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(lines);
    printer.indentArraysWith(lines);
    try {
      String json =
          CdkApp.JSON
              .writer(printer)
              .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writeValueAsString(template.json());
      return ASSET_HASH.matcher(json).replaceAll("ASSET") + "\n";
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
