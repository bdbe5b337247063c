package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.app.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of settings in README.md is the one that {@link Setting} makes. {@code
 * -Dgolden.rewrite=true} writes it instead.
 */
class ReadmeTest {

  private static final Path README = Project.ROOT.resolve("README.md");
  private static final String HEADER =
      "| setting | allowed values | default | meaning |\n|---|---|---|---|\n";
  private static final Pattern TABLE = Pattern.compile("\\| setting \\|.*\n(?:\\|.*\n)+");
  private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");

  @Test
  void theTableOfSettingsIsGenerated() throws Exception {
    String table =
        Setting.all().stream().map(ReadmeTest::row).collect(Collectors.joining("", HEADER, ""));
    if (REWRITE) {
      String readme = Files.readString(README);
      Files.writeString(
          README, TABLE.matcher(readme).replaceFirst(Matcher.quoteReplacement(table)));
    }

    assertThat(TABLE.matcher(Files.readString(README)).results().map(found -> found.group()))
        .as("the table in README.md; -Dgolden.rewrite=true rewrites it")
        .containsExactly(table);
  }

  private static String row(Setting<?> setting) {
    String defaultValue =
        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "` ";
    return "| `"
        + setting.key()
        + "` | "
        + setting.allowedValues()
        + " | "
        + defaultValue
        + "| "
        + setting.meaning()
        + " |\n";
  }
}
