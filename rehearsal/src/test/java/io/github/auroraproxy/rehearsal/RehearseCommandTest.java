package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "%s holds no Custom::AuroraDatabase to rehearse; name the assembly of an app that uses AuroraProxy."
            .formatted(assembly));
  }

  /** A file of the assembly, and what is wrong with it. */
  static Stream<Arguments> brokenFiles() {
    return Stream.of(
        Arguments.of("manifest.json", "{", "is not JSON"),
        Arguments.of("manifest.json", "[]", "holds no JSON object"),
        Arguments.of("Orders.template.json", "{\"Resources\": ", "is not JSON"),
        Arguments.of("Orders.template.json", "", "holds no JSON object"),
        Arguments.of("Orders.assets.json", "}", "is not JSON"));
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("brokenFiles")
  void aBrokenFileIsToldBeforeAnythingIsStarted(String file, String content, String wrong)
      throws Exception {
    Path assembly = ExampleAssembly.in(directory).write();
    Files.writeString(assembly.resolve(file), content);

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "The file %s %s; synthesize the app again, or name another directory with --assembly."
            .formatted(assembly.resolve(file), wrong));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Orders.template.json", "Orders.assets.json"})
  void aMissingFileIsToldBeforeAnythingIsStarted(String file) throws Exception {
    Path assembly = ExampleAssembly.in(directory).write();
    Files.delete(assembly.resolve(file));

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "The file %s is missing; synthesize the app again, or name another directory with --assembly."
            .formatted(assembly.resolve(file)));
  }

  @Test
  void aFileThatIsADirectoryIsToldBeforeAnythingIsStarted() throws Exception {
    Path assembly = ExampleAssembly.in(directory).write();
    Files.delete(assembly.resolve("Orders.template.json"));
    Files.createDirectory(assembly.resolve("Orders.template.json"));

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "The file %s can't be read; synthesize the app again, or name another directory with --assembly."
            .formatted(assembly.resolve("Orders.template.json")));
  }

  @Test
  void aMissingAssetIsToldBeforeAnythingIsStarted() {
    Path archive = directory.resolve("nowhere.jar");
    Path assembly = ExampleAssembly.in(directory).withArchive(archive).write();

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "The asset %s of the stack Orders is missing or can't be read; synthesize the assembly again."
            .formatted(archive));
  }

  @Test
  void anAssetThatIsNoArchiveIsToldBeforeAnythingIsStarted() throws Exception {
    Path archive = Files.writeString(directory.resolve("function.jar"), "no zip");
    Path assembly = ExampleAssembly.in(directory).withArchive(archive).write();

    assertOneSentence(
        2,
        rehearse("--assembly", assembly.toString()),
        "The asset %s of the stack Orders is no zip archive; synthesize the assembly again."
            .formatted(archive));
  }

  @Test
  void anotherProviderIsToldBeforeAnythingIsStarted() {
    Path assembly =
        ExampleAssembly.in(directory)
            .with(template -> ((ObjectNode) template.get("Resources")).remove("Function"))
            .write();

    assertOneSentence(
        1,
        rehearse("--assembly", assembly.toString()),
        "The service token of Database in stack Orders leads to no Lambda function with a handler; only the provider of AuroraProxy can be rehearsed.");
  }

  @Test
  void aFunctionOfCloudFormationThatIsNotKnownIsToldBeforeAnythingIsStarted() {
    Path assembly =
        ExampleAssembly.in(directory)
            .withProperties(properties -> properties.putObject("Host").put("Fn::Cidr", "10.0.0.0"))
            .write();

    assertOneSentence(
        1,
        rehearse("--assembly", assembly.toString()),
        "The rehearsal does not know the function Fn::Cidr, which stack Orders uses.");
  }

  private static void assertOneSentence(int exitCode, Result result, String sentence) {
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualToIgnoringNewLines(sentence);
  }
}
