package io.github.auroraproxy.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import io.github.auroraproxy.operations.doctor.HealthyProxy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class MetricsCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The latest whole period ends at 05:05, two minutes before the time of the command. */
  private static final Instant START = Instant.parse("2026-03-04T04:05:00Z");

  private static final List<String> RECORDED =
      List.of(
          "open",
          "atMost",
          "utilization",
          "clientsAtOnce",
          "borrowedAtOnce",
          "inTransaction",
          "pinnedAtOnce",
          "multiplexing",
          "borrowLatency");

  private static final Duration PERIOD = Duration.ofMinutes(5);

  @RegisterExtension final Commands commands = new Commands();
  @TempDir Path directory;

  @BeforeEach
  void recordAnAfternoon() {
    record("open", 10, 12, 14, 20, 25, 30, 34, 38, 30, 24, 18, 12);
    record("atMost", 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90);
    record(
        "utilization", 11.1, 13.3, 15.6, 22.2, 27.8, 33.3, 37.8, 42.2, 33.3, 26.7, 20.0, 13.333333);
    record("clientsAtOnce", 40, 44, 60, 80, 90, 120, 130, 150, 120, 90, 70, 50);
    record("borrowedAtOnce", 4, 5, 5, 6, 8, 9, 12, 14, 9, 8, 6, 5);
    record("inTransaction", 1, 1, 2, 2, 3, 4, 4, 5, 4, 3, 2, 1);
    record("pinnedAtOnce", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    record("multiplexing", Double.NaN, 3.7, 4.3, 4, 3.6, 4, 3.8, 3.9, 4, 3.75, 3.9, 4.1666667);
    record("borrowLatency", 0.9, 0.95, 1, 1.1, 1.2, 1.4, 1.6, 1.9, 1.3, 1.1, 1, 0.9);
  }

  @Nested
  class AsksFor {

    @Test
    void thePeriodsThatAreOver() {
      commands.run("metrics", "--proxy", "orders-proxy", "--since", "30m");

      JsonNode request = requests().get(0).request();
      assertThat(seconds(request, "StartTime")).isEqualTo(Instant.parse("2026-03-04T04:35:00Z"));
      assertThat(seconds(request, "EndTime")).isEqualTo(Instant.parse("2026-03-04T05:05:00Z"));
    }

    @Test
    void thePoolOfTheWriterAsASumOverASum() {
      commands.run("metrics", "--proxy", "orders-proxy");

      assertThat(metric("writer_connections"))
          .isEqualTo(
              "DatabaseConnections Sum 300 s"
                  + " ProxyName=orders-proxy TargetGroup=default TargetRole=READ_WRITE");
      assertThat(metric("writer_allowed"))
          .isEqualTo(
              "MaxDatabaseConnectionsAllowed Sum 300 s"
                  + " ProxyName=orders-proxy TargetGroup=default TargetRole=READ_WRITE");
      assertThat(expression("utilization")).isEqualTo("100 * writer_connections / writer_allowed");
      assertThat(expression("open"))
          .isEqualTo("writer_connections / (PERIOD(writer_connections) / 60)");
    }

    @Test
    void multiplexingOnlyWhileThereAreClients() {
      commands.run("metrics", "--proxy", "orders-proxy");

      assertThat(metric("clients")).isEqualTo("ClientConnections Sum 300 s ProxyName=orders-proxy");
      assertThat(expression("multiplexing"))
          .isEqualTo("IF(clients / (PERIOD(clients) / 60) >= 10, clients / connections)");
    }

    @Test
    void latenciesInMilliseconds() {
      commands.run("metrics", "--proxy", "orders-proxy", "--period", "60");

      assertThat(metric("query"))
          .isEqualTo("QueryResponseLatency Average 60 s ProxyName=orders-proxy");
      assertThat(expression("queryLatency")).isEqualTo("query / 1000");
    }

    @Test
    void theProxyOfTheStack() {
      commands.account().addStack("Orders", Map.of("ProxyName", "proxy-of-stack"));

      commands.run("metrics", "--stack", "Orders");

      assertThat(metric("clients")).endsWith("ProxyName=proxy-of-stack");
    }
  }

  @Nested
  class Shows {

    @Test
    void theLatestTheLeastTheMostAndTheTrendOfEach() {
      String out = commands.run("metrics", "--proxy", "orders-proxy").out();

      assertThat(out)
          .containsPattern("Open +\\| connections +\\| 12\\.0 +\\| 10\\.0 +\\| 38\\.0 +\\| ▃▃")
          .containsPattern("Pool utilization +\\| % +\\| 13\\.3 +\\| 11\\.1 +\\| 42\\.2 ")
          .containsPattern("Borrowing a connection +\\| ms +\\| 0\\.90 +\\| 0\\.90 +\\| 1\\.90 ");
    }

    @Test
    void aDotWhereThereIsNoData() {
      String out = commands.run("metrics", "--proxy", "orders-proxy").out();

      assertThat(out).containsPattern("Multiplexing .* ·[▁-█]{11}");
    }

    @Test
    void thatNoDataIsNotZero() {
      String out = commands.run("metrics", "--proxy", "orders-proxy").out();

      assertThat(out)
          .containsPattern("Query +\\| ms +\\| no data +\\| no data +\\| no data ")
          .contains("Query: no data; RDS Proxy measures no queries of the extended query protocol");
    }

    @Test
    void aProxyOfWhichCloudWatchKnowsNothing() {
      Path page = directory.resolve("new.html");
      for (String id : RECORDED) {
        record(id);
      }

      Result result = commands.run("metrics", "--proxy", "new-proxy", "--html", page.toString());

      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).contains("CloudWatch has nothing on this proxy");
      assertThat(page)
          .content()
          .contains("Open: no data; RDS Proxy has published nothing")
          .contains("No data points in this window.")
          .doesNotContain("<svg");
    }

    @Test
    void everyPointOfEveryPageToAScript() throws IOException {
      JsonNode series = json("--since", "1h").at("/groups/0/series/0");

      assertThat(series.path("id").asText()).isEqualTo("open");
      assertThat(series.path("points")).hasSize(12);
      assertThat(series.at("/points/0/time").asText()).isEqualTo("2026-03-04T04:05:00Z");
      assertThat(series.at("/points/11/value").asDouble()).isEqualTo(12);
    }

    @Test
    void themAgainEveryMinuteUntilInterrupted() {
      List<Duration> waits = new ArrayList<>();
      commands.pause(
          length -> {
            waits.add(length);
            if (waits.size() == 3) {
              throw new InterruptedException();
            }
          });

      Result result = commands.run("metrics", "--proxy", "orders-proxy", "--watch");

      assertThat(result.exitCode()).isZero();
      assertThat(waits).containsOnly(Duration.ofMinutes(1));
      assertThat(result.out().split("Connection pool of the writer", -1)).hasSize(4);
    }
  }

  @Nested
  class ShowsTheAlarms {

    @BeforeEach
    void ofTheProxy() {
      HealthyProxy.addTo(commands.account());
    }

    private ObjectNode alarm(String name) {
      return commands.account().alarm("orders-proxy-" + name);
    }

    @Test
    void withTheirOwnThresholdsInTheUnitOfTheSeries() throws IOException {
      alarm("pool-utilization-high").put("Threshold", 95.0);
      alarm("query-latency-high")
          .put("Threshold", 250_000.0)
          .put("ComparisonOperator", "GreaterThanOrEqualToThreshold");

      JsonNode alarms = json().path("alarms");

      assertThat(alarms.findValuesAsText("threshold"))
          .containsExactly("> 95.0", "< 2.00", ">= 250.00");
      assertThat(alarms.findValuesAsText("series"))
          .containsExactly("utilization", "multiplexing", "queryLatency");
      assertThat(alarms.findValuesAsText("state")).containsOnly("OK");
    }

    @Test
    void withTheLatestAndTheWorstValue() {
      assertThat(commands.run("metrics", "--proxy", "orders-proxy").out())
          .containsPattern(
              "orders-proxy-pool-utilization-high +\\| % +\\| 13\\.3 +\\| 42\\.2 +\\| > 80\\.0 +\\| OK")
          .containsPattern(
              "orders-proxy-multiplexing-low +\\| clients per connection +\\| 4\\.17 +\\| 3\\.60 +\\| < 2\\.00 +\\| OK")
          .containsPattern(
              "orders-proxy-query-latency-high +\\| ms +\\| no data +\\| no data +\\| > 1000\\.00 +\\| OK");
    }

    @Test
    void andEndsWithAProblemWhileOneIsRinging() {
      alarm("pool-utilization-high")
          .put("Threshold", 12.5)
          .put("StateValue", "ALARM")
          .put("StateReason", "Threshold Crossed: 3 datapoints were greater than 12.5.");

      Result result = commands.run("metrics", "--proxy", "orders-proxy");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .containsPattern("> 12\\.5 +\\| ALARM")
          .contains(
              "orders-proxy-pool-utilization-high: Threshold Crossed: 3 datapoints were greater than"
                  + " 12.5.");
    }

    @Test
    void andNotWithAProblemWhileValuesAreBeyondAThresholdThatNoAlarmHas() {
      record("utilization", 10, 10, 10, 10, 10, 10, 10, 10, 10, 90, 95, 92);
      alarm("pool-utilization-high").put("Threshold", 99.0);

      assertThat(commands.run("metrics", "--proxy", "orders-proxy").exitCode()).isZero();
    }

    @Test
    void alsoOnesOfMetricsThatAreNotShown() {
      commands
          .account()
          .addAlarm(
              """
              {"AlarmName": "logins-refused", "StateValue": "INSUFFICIENT_DATA", "Namespace": "AWS/RDS",
               "MetricName": "ClientConnectionsSetupFailedAuth", "Threshold": 5.0,
               "ComparisonOperator": "GreaterThanThreshold",
               "Dimensions": [{"Name": "ProxyName", "Value": "orders-proxy"}]}
              """);

      assertThat(commands.run("metrics", "--proxy", "orders-proxy").out())
          .containsPattern(
              "logins-refused +\\| +\\| not shown +\\| not shown +\\| > 5\\.0 +\\| INSUFFICIENT_DATA");
    }

    @Test
    void butNoneOfTheReadersAsOneOfTheWriter() throws IOException {
      for (JsonNode query : alarm("pool-utilization-high").path("Metrics")) {
        if (query.has("MetricStat")) {
          ((ArrayNode) query.at("/MetricStat/Metric/Dimensions"))
              .addObject()
              .put("Name", "TargetRole")
              .put("Value", "READ_ONLY");
        }
      }

      assertThat(json().at("/alarms/0/name").asText()).endsWith("pool-utilization-high");
      assertThat(json().at("/alarms/0/series").isNull()).isTrue();
    }

    @Test
    void orThatThereIsNone() {
      Result result = commands.run("metrics", "--proxy", "another-proxy");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).contains("No alarm reads the metrics of this proxy;");
    }

    @Test
    void onThePageToo() {
      Path page = directory.resolve("alarms.html");
      alarm("multiplexing-low").put("StateValue", "ALARM");

      commands.run("metrics", "--proxy", "orders-proxy", "--html", page.toString());

      assertThat(page)
          .content()
          .contains("orders-proxy-multiplexing-low", "<td class=\"ALARM\">ALARM</td>");
    }

    @Test
    void orNamesTheActionToAllow() {
      commands.server().refuse("cloudwatch:DescribeAlarms");

      Result result = commands.run("metrics", "--proxy", "orders-proxy");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).startsWith("cloudwatch:DescribeAlarms is not allowed to ");
    }
  }

  @Nested
  class Draws {

    @Test
    void aPictureInPng() throws IOException {
      Path file = directory.resolve("proxy.png");

      assertThat(draw(file).exitCode()).isZero();

      BufferedImage picture = ImageIO.read(file.toFile());
      assertThat(picture.getWidth()).isEqualTo(900);
      assertThat(picture.getHeight()).isEqualTo(5 * 280);
    }

    @Test
    void aPictureInSvg() throws Exception {
      Path file = directory.resolve("proxy.svg");

      assertThat(draw(file).exitCode()).isZero();

      Element picture =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement();
      assertThat(picture.getTagName()).isEqualTo("svg");
      assertThat(picture.getAttribute("viewBox")).isEqualTo("0 0 900 1400");
    }

    @Test
    void nothingInAnUnknownFormat() {
      Result result = draw(directory.resolve("proxy.gif"));

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).startsWith("--chart draws .png or .svg, not ");
    }

    @Test
    void aPageThatHoldsTheNumbersAndNeedsNoOtherFile() throws IOException {
      Path file = directory.resolve("proxy.html");

      commands.run("metrics", "--proxy", "orders-proxy", "--html", file.toString());

      String page = Files.readString(file);
      Matcher script =
          Pattern.compile(
                  "<script type=\"application/json\" id=\"metrics\">(.*?)</script>", Pattern.DOTALL)
              .matcher(page);
      assertThat(script.find()).isTrue();
      JsonNode data = JSON.readTree(script.group(1));
      assertThat(data).isEqualTo(json());
      assertThat(data.at("/groups/0/series/2/points/7/value").asDouble())
          .isCloseTo(42.2, within(0.001));
      assertThat(page).contains("<svg").doesNotContain("src=", "href=\"http", "url(http");
    }

    private Result draw(Path file) {
      return commands.run("metrics", "--proxy", "orders-proxy", "--chart", file.toString());
    }
  }

  @Nested
  class Refuses {

    @Test
    void aPeriodThatCloudWatchDoesNotKeep() {
      Result result = commands.run("metrics", "--proxy", "p", "--since", "20d", "--period", "60");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("multiples of 300 s");
    }

    @Test
    void aTimeThatIsNone() {
      Result result = commands.run("metrics", "--proxy", "p", "--since", "yesterday");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("'yesterday' is no length of time");
    }

    @Test
    void aStackThatDoesNotExist() {
      Result result = commands.run("metrics", "--stack", "Nowhere");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err())
          .isEqualToIgnoringNewLines(
              "There is no stack Nowhere in us-east-1; name yours with --stack, or the proxy with"
                  + " --proxy.");
    }
  }

  private void record(String id, double... values) {
    commands.account().metricData().record(id, START, PERIOD, values);
  }

  private JsonNode json(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("metrics", "--proxy", "orders-proxy", "--json"));
    arguments.addAll(List.of(options));
    return JSON.readTree(commands.run(arguments.toArray(String[]::new)).out());
  }

  private List<Call> requests() {
    return commands.server().calls("cloudwatch:GetMetricData");
  }

  private static Instant seconds(JsonNode request, String name) {
    return Instant.ofEpochSecond(request.path(name).asLong());
  }

  private String expression(String id) {
    return query(id).path("Expression").asText();
  }

  /** The first metric of that id, in one line. */
  private String metric(String id) {
    JsonNode stat = query(id).path("MetricStat");
    StringBuilder text = new StringBuilder(stat.at("/Metric/MetricName").asText());
    text.append(' ').append(stat.path("Stat").asText());
    text.append(' ').append(stat.path("Period").asText()).append(" s");
    stat.at("/Metric/Dimensions")
        .forEach(
            dimension ->
                text.append(' ')
                    .append(dimension.path("Name").asText())
                    .append('=')
                    .append(dimension.path("Value").asText()));
    return text.toString();
  }

  private JsonNode query(String id) {
    return requests().stream()
        .flatMap(
            call -> {
              List<JsonNode> queries = new ArrayList<>();
              call.request().path("MetricDataQueries").forEach(queries::add);
              return queries.stream();
            })
        .filter(query -> query.path("Id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
