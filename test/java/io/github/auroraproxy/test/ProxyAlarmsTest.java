package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.ProxyAlarms;
import io.github.auroraproxy.constructs.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.ProxyMetrics;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sns.Topic;

/** The alarms of a proxy that this library did not create, with a topic to tell. */
class ProxyAlarmsTest {

  private static final String ALARM = "AWS::CloudWatch::Alarm";
  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Alarms");
    new ProxyAlarms(
        stack,
        "Alarms",
        ProxyAlarmsProps.builder().proxyName("orders").topic(new Topic(stack, "Topic")).build());
    template = SynthesizedTemplate.of(app, "Alarms");
  }

  @Test
  void poolUtilizationDividesSumBySumOfTheWriterAndFiresAbove80Percent() {
    JsonNode alarm = alarm("orders-pool-utilization-high");

    assertThat(alarm.at("/Metrics/0/Expression").asText()).isEqualTo("100 * connections / allowed");
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("GreaterThanThreshold");
    assertThat(alarm.get("Threshold").asInt()).isEqualTo(80);
    for (String id : List.of("connections", "allowed")) {
      JsonNode stat = metric(alarm, id).get("MetricStat");
      assertThat(stat.get("Stat").asText()).isEqualTo("Sum");
      assertThat(stat.get("Period").asInt()).isEqualTo(300);
      assertThat(stat.at("/Metric/Dimensions").findValuesAsText("Value"))
          .containsExactly("orders", "default", "READ_WRITE");
    }
    assertThat(metric(alarm, "connections").at("/MetricStat/Metric/MetricName").asText())
        .isEqualTo("DatabaseConnections");
    assertThat(metric(alarm, "allowed").at("/MetricStat/Metric/MetricName").asText())
        .isEqualTo("MaxDatabaseConnectionsAllowed");
  }

  @Test
  void multiplexingIsNotJudgedBelowAFloorOfClients() {
    JsonNode alarm = alarm("orders-multiplexing-low");

    assertThat(alarm.at("/Metrics/0/Expression").asText())
        .isEqualTo("IF(clients / (PERIOD(clients) / 60) >= 10, clients / connections)");
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
    assertThat(alarm.get("Threshold").asInt()).isEqualTo(2);
    for (String id : List.of("clients", "connections")) {
      JsonNode stat = metric(alarm, id).get("MetricStat");
      assertThat(stat.get("Stat").asText()).isEqualTo("Sum");
      assertThat(stat.get("Period").asInt()).isEqualTo(300);
      assertThat(stat.at("/Metric/Dimensions").findValuesAsText("Name"))
          .containsExactly("ProxyName");
    }
  }

  @Test
  void oneSecondOfLatencyIsAMillionMicroseconds() {
    JsonNode alarm = alarm("orders-query-latency-high");

    assertThat(alarm.get("MetricName").asText()).isEqualTo("QueryResponseLatency");
    assertThat(alarm.get("Statistic").asText()).isEqualTo("Average");
    assertThat(alarm.get("Period").asInt()).isEqualTo(300);
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("GreaterThanThreshold");
    assertThat(alarm.get("Threshold").asInt()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "250, 250000", "1000, 1000000", "60000, 60000000"})
  void millisecondsBecomeMicrosecondsInOnePlace(long milliseconds, long microseconds) {
    assertThat(ProxyMetrics.microseconds(Duration.millis(milliseconds))).isEqualTo(microseconds);
  }

  @Test
  void everyAlarmWaitsForThreePeriodsAndTakesMissingDataAsHealthy() {
    assertThat(template.all(ALARM))
        .hasSize(3)
        .allSatisfy(
            alarm -> {
              JsonNode properties = alarm.getValue().get("Properties");
              assertThat(properties.get("EvaluationPeriods").asInt()).isEqualTo(3);
              assertThat(properties.get("TreatMissingData").asText()).isEqualTo("notBreaching");
            });
  }

  @Test
  void everyAlarmNamesTheProxyAndSpeaksInASentence() {
    assertThat(template.all(ALARM))
        .allSatisfy(
            alarm -> {
              JsonNode properties = alarm.getValue().get("Properties");
              assertThat(properties.get("AlarmName").asText()).startsWith("orders-");
              assertThat(properties.get("AlarmDescription").asText())
                  .startsWith("RDS Proxy orders ")
                  .endsWith(".");
            });
  }

  @Test
  void theTopicIsToldWhenAnAlarmGoesOffAndWhenItIsOver() {
    String topic = template.idOf("AWS::SNS::Topic");

    assertThat(template.all(ALARM))
        .allSatisfy(
            alarm -> {
              JsonNode properties = alarm.getValue().get("Properties");
              assertThat(properties.at("/AlarmActions/0/Ref").asText()).isEqualTo(topic);
              assertThat(properties.at("/OKActions/0/Ref").asText()).isEqualTo(topic);
            });
  }

  private static JsonNode alarm(String name) {
    return template.only(ALARM, "/AlarmName", name);
  }

  private static JsonNode metric(JsonNode alarm, String id) {
    for (JsonNode metric : alarm.get("Metrics")) {
      if (id.equals(metric.get("Id").asText())) {
        return metric;
      }
    }
    throw new AssertionError("no metric " + id);
  }
}
