package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.app.AuroraProxyApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app in a process of its own, as the CDK CLI starts it. */
class AuroraProxyAppTest {

  @TempDir Path directory;

  @Test
  void twoSynthsAreEqualByteForByte() throws Exception {
    // In one process the same seed of hash orders would hide a difference.
    Synth first = new Synth("first", Map.of());
    Synth second = new Synth("second", Map.of());

    assertThat(first.exitCode()).as(first.errors()).isZero();
    assertThat(second.exitCode()).as(second.errors()).isZero();
    assertThat(first.files()).isEqualTo(second.files()).hasSizeGreaterThan(5);
  }

  @Test
  void aMistakeIsOneSentenceOnTheErrorStreamAndNoStackTrace() throws Exception {
    Synth synth = new Synth("mistake", Map.of("databaseName", "pg_shop"));

    assertThat(synth.exitCode()).isEqualTo(1);
    assertThat(synth.errors())
        .isEqualTo(
            "Context: databaseName is 'pg_shop', which is reserved by PostgreSQL or RDS; choose"
                + " another name that begins with neither pg_ nor rds.\n");
  }

  @Test
  void bothTemplatesPassCdksOwnValidation() throws IOException {
    assertThat(EvaluationAssembly.directory().resolve("validation-report.json"))
        .satisfiesAnyOf(
            report -> assertThat(report).doesNotExist(),
            report -> assertThat(CdkApp.read(report).findValues("severity")).isEmpty());
  }

  private final class Synth {

    private final Path assembly;
    private final Path errors;
    private final Process process;

    Synth(String name, Map<String, String> settings) throws IOException {
      assembly = directory.resolve(name);
      errors = directory.resolve(name + ".errors");
      ProcessBuilder java =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              AuroraProxyApp.class.getName());
      java.environment().put("CDK_OUTDIR", assembly.toString());
      java.environment()
          .put("CDK_CONTEXT_JSON", CdkApp.JSON.writeValueAsString(CdkApp.context(settings)));
      process =
          java.redirectError(errors.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    }

    int exitCode() throws InterruptedException {
      return process.waitFor();
    }

    String errors() throws IOException, InterruptedException {
      process.waitFor();
      return Files.readString(errors);
    }

    /** The templates and manifests by name, each as its content; assets by name, as their hash. */
    Map<String, String> files() throws IOException {
      Map<String, String> files = new TreeMap<>();
      try (Stream<Path> listed = Files.list(assembly)) {
        for (Path file : (Iterable<Path>) listed::iterator) {
          files.put(file.getFileName().toString(), contentOf(file));
        }
      }
      return files;
    }

    private String contentOf(Path file) throws IOException {
      return Files.isRegularFile(file)
          ? Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)))
          : "directory";
    }
  }
}
