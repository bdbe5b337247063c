package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the commands shows the help. With {@code -Ddocs.write=true} it is corrected. */
class RehearsePageTest {

  private static final Path PAGE = Path.of("..", "docs", "commands.md");
  private static final String CALL = "```console\n$ aurora-proxy-rehearsal rehearse --help\n";

  @Test
  void showsTheHelpAndItsExample() throws IOException {
    StringWriter out = new StringWriter();
    RehearsalCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setUsageHelpWidth(100)
        .execute("rehearse", "--help");
    String block = CALL + out + "```";

    if (Boolean.getBoolean("docs.write")) {
      String page = Files.readString(PAGE);
      Files.writeString(
          PAGE,
          Pattern.compile(Pattern.quote(CALL) + "[\\s\\S]*?```")
              .matcher(page)
              .replaceFirst(Matcher.quoteReplacement(block)));
    }
    String page = Files.readString(PAGE);
    assertThat(page).contains(block);
    String example = out.toString().lines().reduce((line, last) -> last).orElseThrow().strip();
    assertThat(page).contains("```shell\n$ " + example);
  }
}
