package io.github.auroraproxy.operations.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a call is told in a sentence, before anything is started. */
class RehearseCommandTest {

  @RegisterExtension final Commands commands = new Commands();
  @TempDir Path directory;

  private Result rehearse(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "rehearse";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return commands.run(arguments);
  }

  @Test
  void anotherVersionOfPostgresIsWrongUsage() {
    Result result = rehearse("--postgres", "12");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "PostgreSQL 12 is not available here; choose one of [13, 14, 15, 16, 17, 18] with --postgres.");
  }

  @Test
  void anotherLauncherIsWrongUsage() {
    Result result = rehearse("--launcher", "docker");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("'docker' is no launcher; choose one of auto, runtime-client, plain");
  }

  @Test
  void anAssemblyWithoutADatabaseIsWrongUsage() {
    Path assembly =
        ExampleAssembly.in(directory)
            .with(template -> ((ObjectNode) template.get("Resources")).remove("Database"))
            .write();

    Result result = rehearse("--assembly", assembly.toString());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "%s holds no Custom::AuroraDatabase to rehearse; name the assembly of an app that uses AuroraProxy."
                .formatted(assembly));
  }

  @Test
  void aManifestThatIsNotJsonIsToldInASentence() throws Exception {
    Files.writeString(directory.resolve("manifest.json"), "{");

    Result result = rehearse("--assembly", directory.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("The rehearsal ended between its steps: ")
        .doesNotContain("\tat ");
  }
}
