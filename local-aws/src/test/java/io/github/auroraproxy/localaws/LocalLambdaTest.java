package io.github.auroraproxy.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalLambdaTest {

  @TempDir private Path directory;

  private LocalLambda.Builder function(Launcher launcher) throws IOException {
    return LocalLambda.builder()
        .launcher(launcher)
        .functionArchive(archive())
        .handler(TestFunction.class.getName() + "::handleRequest")
        .environment("GREETING", "hello")
        .memorySize(256)
        .logFile(directory.resolve("function.log"));
  }

  private Path archive() throws IOException {
    String name = TestFunction.class.getName().replace('.', '/') + ".class";
    return zip(
        "function.zip", name, TestFunction.class.getResourceAsStream("/" + name).readAllBytes());
  }

  private Path zip(String file, String entry, byte[] content) throws IOException {
    Path archive = directory.resolve(file);
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content);
    }
    return archive;
  }

  @ParameterizedTest
  @EnumSource(Launcher.class)
  void theFunctionAnswersWithItsEnvironmentAndItsLayers(Launcher launcher) throws IOException {
    Path zipped = zip("layer.zip", "greeting.txt", "from a zip".getBytes(StandardCharsets.UTF_8));
    try (LocalLambda lambda = function(launcher).layer(zipped).start()) {
      assertThat(lambda.invoke("\"answer\"").payload())
          .contains(
              "{\"variable\": \"hello\", \"memory\": 256, \"hasTime\": true, \"layer\": \"from a zip\"}");
      assertThat(lambda.invoke("\"again\"").errorMessage()).isEmpty();
    }
    assertThat(Files.readAllLines(directory.resolve("function.log")))
        .anyMatch(line -> line.startsWith("{") && line.contains("event \\\"answer\\\""));
  }

  @ParameterizedTest
  @EnumSource(Launcher.class)
  void whatTheFunctionThrowsIsToldAndTheNextEventServed(Launcher launcher) throws IOException {
    try (LocalLambda lambda = function(launcher).start()) {
      Invocation failed = lambda.invoke("\"throw\"");

      assertThat(failed.errorType()).contains("java.lang.IllegalStateException");
      assertThat(failed.errorMessage()).contains("the \"reason\"");
      assertThat(lambda.invoke("\"answer\"").errorMessage()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Launcher.class)
  void aFunctionThatEndsItsJvmHasFailed(Launcher launcher) throws IOException {
    try (LocalLambda lambda = function(launcher).start()) {
      assertThat(lambda.invoke("\"exit\"").errorMessage())
          .contains("The function's JVM ended with exit code 3");
    }
  }

  @ParameterizedTest
  @EnumSource(Launcher.class)
  void aFunctionThatTakesTooLongIsEnded(Launcher launcher) throws IOException {
    try (LocalLambda lambda = function(launcher).timeout(Duration.ofSeconds(2)).start()) {
      assertThat(lambda.invoke("\"sleep\"").errorMessage())
          .contains("Task timed out after 2 seconds");
    }
  }

  /** The runtime client's own choice is one file in /tmp, which another user can't replace. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theNativeLibraryOfTheRuntimeClientIsOneOfTheRun() throws IOException {
    Path parent = Files.createDirectory(directory.resolve("run"));
    try (LocalLambda lambda = function(Launcher.RUNTIME_CLIENT).directory(parent).start()) {
      lambda.invoke("\"answer\"");
      long pid = ProcessHandle.current().children().findFirst().orElseThrow().pid();
      List<String> loaded =
          Files.readAllLines(Path.of("/proc", String.valueOf(pid), "maps")).stream()
              .filter(line -> line.contains("lambda-jni"))
              .toList();

      assertThat(loaded).isNotEmpty().allMatch(line -> line.contains(parent.toString()));
    }
  }

  @Test
  void closingLeavesNoProcessAndNoFile() throws IOException {
    List<String> before = directories();
    LocalLambda lambda = function(Launcher.preferred()).start();
    assertThat(directories()).hasSize(before.size() + 1);

    lambda.close();
    lambda.close();

    assertThat(directories()).isEqualTo(before);
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aFunctionThatCannotBeStartedLeavesNoFile() throws IOException {
    List<String> before = directories();

    assertThatThrownBy(() -> function(Launcher.preferred()).javaHome(Path.of("nowhere")).start())
        .isInstanceOf(LocalAwsException.class)
        .hasMessageStartingWith("The function can't be started");

    assertThat(directories()).isEqualTo(before);
  }

  private static List<String> directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("aurora-proxy-lambda-"))
          .sorted()
          .toList();
    }
  }
}
