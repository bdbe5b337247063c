package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's files are read before the app is started. */
class SynthesisTest {

  private static final String REMEDY = "; correct it, or name a cloud assembly with --assembly.";

  @TempDir private Path directory;

  private void assertWrong(String sentence) {
    assertThatThrownBy(() -> new Synthesis(directory))
        .isInstanceOf(UsageException.class)
        .hasMessage(sentence);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void aDirectoryWithoutAnAppIsNamed() {
    assertWrong(
        "There is no cdk.json in %s; start the command in the app's directory, or name a cloud assembly with --assembly."
            .formatted(directory));
  }

  @Test
  void aCdkJsonThatIsNoJsonIsNamed() throws IOException {
    Path file = write("cdk.json", "app: mvn");

    assertWrong("The file %s is not JSON%s".formatted(file, REMEDY));
  }

  @Test
  void aCdkJsonWithoutAnAppIsNamed() throws IOException {
    Path file = write("cdk.json", "{}");

    assertWrong("The file %s has no \"app\"%s".formatted(file, REMEDY));
  }

  @Test
  void aContextThatIsNoJsonIsNamed() throws IOException {
    write("cdk.json", "{\"app\": \"true\"}");
    Path file = write("cdk.context.json", "{,}");

    assertWrong("The file %s is not JSON%s".formatted(file, REMEDY));
  }
}
