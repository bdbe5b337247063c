package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.app.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the README promises is what the code does. */
class ReadmeTest {

  private static final Path PROJECT = Path.of(System.getProperty("basedir")).resolveSibling(".");
  private static String readme;

  @BeforeAll
  static void read() throws Exception {
    readme = Files.readString(PROJECT.resolve("README.md"));
  }

  @Test
  void itNamesEverySettingWithItsDefault() {
    for (Setting setting : Setting.values()) {
      String cell = setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "` ";
      assertThat(readme).contains("| `%s` | %s| ".formatted(setting.key(), cell));
    }
  }
}
