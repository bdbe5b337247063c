package io.github.auroraproxy.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.connect.ProxiedDatabase;
import io.github.auroraproxy.operations.doctor.HealthyProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Runs every command that the page of the commands shows, on an example account and a real
 * PostgreSQL, and compares the output. With {@code -Ddocs.write=true} the page is corrected
 * instead.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "commands.md");
  private static final Pattern BLOCK =
      Pattern.compile("```console\\n\\$ aurora-proxy (.*)\\n([\\s\\S]*?)```");
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String ENDPOINT = "orders-proxy.proxy-c0ffee.us-east-1.rds.amazonaws.com";
  private static final Instant START = Instant.parse("2026-03-04T04:05:00Z");

  @RegisterExtension final Commands commands = new Commands();
  @TempDir Path directory;

  private ProxiedDatabase database;

  @BeforeAll
  void start() throws SQLException {
    database = ProxiedDatabase.start();
  }

  @AfterAll
  void stop() {
    database.close();
  }

  static Stream<String> shown() throws IOException {
    return BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void showsWhatTheCommandPrints(String shown) throws IOException {
    String printed = print(shown);

    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, corrected(shown, printed));
    }
    assertThat(Files.readString(PAGE))
        .contains("```console\n$ aurora-proxy " + shown + "\n" + printed + "```");
  }

  @Test
  void showsTheExampleOfEachCommandsHelp() throws IOException {
    String page = Files.readString(PAGE);
    CommandLine commandLine = AuroraProxyCommand.commandLine(Clock.systemUTC(), length -> {});
    for (String name : List.of("discover", "connect", "metrics", "doctor")) {
      String example =
          Stream.of(commandLine.getSubcommands().get(name).getCommandSpec().usageMessage().footer())
              .filter(line -> line.startsWith("  aurora-proxy "))
              .findFirst()
              .orElseThrow();
      assertThat(page).contains("$ " + example.strip() + "\n");
      assertThat(example).as("not wrapped, so that it can be copied").hasSizeLessThan(80);
    }
  }

  @BeforeEach
  void anExampleAccount() throws SQLException {
    database.createSampleTable();
    HealthyProxy.addTo(commands.account(), database.port());
    commands.account().proxy("orders-proxy").put("Endpoint", "localhost");
    commands.account().identities().addRole("orders");
    ((ArrayNode) commands.account().cluster("orders").get("TagList"))
        .addObject()
        .put("Key", "team")
        .put("Value", "orders");
    commands
        .account()
        .addStack(
            "AuroraProxy",
            Map.of(
                "ProxyName", "orders-proxy",
                "ProxyEndpoint", "localhost",
                "Port", String.valueOf(database.port()),
                "DatabaseName", "testdb",
                "UserName", "app_user"));
    recordThreeHours();
    failOverDuringRepeat();
  }

  private void recordThreeHours() {
    for (String id :
        List.of(
            "open",
            "atMost",
            "utilization",
            "clientsAtOnce",
            "borrowedAtOnce",
            "inTransaction",
            "pinnedAtOnce",
            "multiplexing",
            "borrowLatency")) {
      double[] values = new double[36];
      for (int i = 0; i < values.length; i++) {
        double load = 1 + Math.sin(i / 6.0);
        values[i] =
            switch (id) {
              case "open" -> 10 + Math.round(12 * load);
              case "atMost" -> 90;
              case "utilization" -> 100 * (10 + Math.round(12 * load)) / 90.0;
              case "clientsAtOnce" -> Math.round(60 * load) + 8;
              case "borrowedAtOnce" -> Math.round(6 * load);
              case "inTransaction" -> Math.round(3 * load);
              case "pinnedAtOnce" -> 0;
              // Judged only while there are clients.
              case "multiplexing" ->
                  load < 0.1
                      ? Double.NaN
                      : (Math.round(60 * load) + 8) / (10.0 + Math.round(12 * load));
              default -> 0.8 + 0.3 * load;
            };
      }
      commands
          .account()
          .metricData()
          .record(id, START.minus(Duration.ofHours(2)), Duration.ofMinutes(5), values);
    }
  }

  private void failOverDuringRepeat() {
    AtomicInteger waits = new AtomicInteger();
    commands.pause(
        length -> {
          commands.advance(length);
          int count = waits.incrementAndGet();
          if (count == 20) {
            database.stopServer();
          }
          if (count == 31) {
            database.startServer();
          }
        });
  }

  /** What the command prints, with the example's names in the place of this machine's. */
  private String print(String shown) throws IOException {
    Result result = commands.run(arguments(shown).toArray(String[]::new));
    return (result.out() + result.err())
        .replace(directory + "/", "")
        .replace("localhost:" + database.port(), ENDPOINT + ":5432")
        .replace("localhost", ENDPOINT)
        .replaceAll("\\b" + database.port() + "\\b", "5432")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\S+, ", "2026-03-04 05:07:08.123456+00, ")
        .replaceAll("(Connected via RDS Proxy +\\| ).*", "$12026-03-04 05:07:08.123456");
  }

  private List<String> arguments(String shown) {
    List<String> arguments = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(shown);
    while (argument.find()) {
      String text = argument.group(1) == null ? argument.group(2) : argument.group(1);
      arguments.add(text.matches("proxy\\.\\w+") ? directory.resolve(text).toString() : text);
    }
    if (arguments.contains("--write")) {
      arguments.addAll(List.of("--context", directory.resolve("cdk.context.json").toString()));
    }
    if (!arguments.contains("--help") && List.of("connect", "doctor").contains(arguments.get(0))) {
      arguments.addAll(List.of("--ca", database.authority()));
    }
    return arguments;
  }

  private static String corrected(String shown, String printed) throws IOException {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .replaceAll(
            block ->
                Matcher.quoteReplacement(
                    block.group(1).equals(shown)
                        ? "```console\n$ aurora-proxy " + shown + "\n" + printed + "```"
                        : block.group()));
  }
}
