package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.app.AuroraProxyApp;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** The app in a process of its own, as the CDK CLI starts it. */
@Tag("evaluation-cluster")
class AuroraProxyAppTest {

  @TempDir Path directory;

  @Test
  void twoSynthsAreEqualByteForByte() throws Exception {
    Synth synth = new Synth("again", Map.of());

    assertThat(synth.exitCode()).as(synth.errors()).isZero();
    // In one process the same seed of hash orders would hide a difference.
    assertThat(whatIsDeployed(synth.assembly))
        .hasSizeGreaterThan(5)
        .isEqualTo(whatIsDeployed(EvaluationAssembly.directory()));
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
  void aMisspeltSettingIsWarnedOf() {
    App app = CdkApp.create(Map.of("databasName", "shop"));
    AuroraProxyApp.addStacks(app);

    Annotations.fromStack((Stack) app.getNode().findChild(AuroraProxyApp.PROXY_STACK))
        .hasWarning(
            "/" + AuroraProxyApp.PROXY_STACK,
            Match.stringLikeRegexp("the context has 'databasName', which is no setting of .*"));
  }

  @Test
  void theSettingsAndCdksOwnKeysAreNotWarnedOf() {
    assertThat(CdkApp.read(EvaluationAssembly.directory().resolve("manifest.json")).toString())
        .contains("AuroraProxy")
        .doesNotContain("is no setting");
  }

  @Test
  @Tag("newest-cdk")
  void bothTemplatesPassCdksOwnValidation() {
    JsonNode report = CdkApp.read(EvaluationAssembly.directory().resolve("validation-report.json"));

    assertThat(report.get("pluginReports"))
        .isNotEmpty()
        .allSatisfy(plugin -> assertThat(plugin.get("violations")).isEmpty());
  }

  /** Templates and asset manifests by name, each as its content; assets by their hash. */
  private static Map<String, String> whatIsDeployed(Path assembly) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (DirectoryStream<Path> listed =
        Files.newDirectoryStream(assembly, "{*.template.json,*.assets.json,asset.*}")) {
      for (Path file : listed) {
        String name = file.getFileName().toString();
        files.put(name, name.endsWith(".json") ? Files.readString(file) : "");
      }
    }
    return files;
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
  }
}
