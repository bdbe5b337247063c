package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a call is told in a sentence, before anything is started. */
class RehearseCommandTest {

  @TempDir Path directory;

  /** What the command printed, and how it ended. */
  private record Result(int exitCode, String out, String err) {}

  private static Result rehearse(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("rehearse"));
    arguments.addAll(List.of(options));
    int exitCode =
        RehearsalCommand.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }

  @Test
  void anotherVersionOfPostgresIsWrongUsage() {
    Result result = rehearse("--postgres", "12");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "PostgreSQL 12 is not available here; choose one of [13, 14, 15, 16, 17, 18].");
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
