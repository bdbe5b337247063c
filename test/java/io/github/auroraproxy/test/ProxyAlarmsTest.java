package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.monitoring.AlarmOptions;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarm;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyMetrics;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sns.Topic;

/** Tests the alarms of a proxy that this library did not create, with a topic. */
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

    assertThat(alarm.at("/Metrics/0/Expression").asText())
        .isEqualTo("100 * writer_connections / writer_allowed");
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("GreaterThanThreshold");
    assertThat(alarm.get("Threshold").asInt()).isEqualTo(80);
    for (String id : List.of("writer_connections", "writer_allowed")) {
      JsonNode stat = metric(alarm, id).get("MetricStat");
      assertThat(stat.get("Stat").asText()).isEqualTo("Sum");
      assertThat(stat.get("Period").asInt()).isEqualTo(300);
      assertThat(stat.at("/Metric/Dimensions").findValuesAsText("Value"))
          .containsExactly("orders", "default", "READ_WRITE");
    }
    assertThat(metric(alarm, "writer_connections").at("/MetricStat/Metric/MetricName").asText())
        .isEqualTo("DatabaseConnections");
    assertThat(metric(alarm, "writer_allowed").at("/MetricStat/Metric/MetricName").asText())
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
  void everyAlarmNamesTheProxySpeaksInASentenceAndLeadsToItsRunbook() {
    assertThat(template.all(ALARM))
        .allSatisfy(
            alarm -> {
              JsonNode properties = alarm.getValue().get("Properties");
              assertThat(properties.get("AlarmName").asText()).startsWith("orders-");
              assertThat(properties.get("AlarmDescription").asText())
                  .matches("RDS Proxy orders [^.]+\\. Runbook: https://.*/docs/runbook.md#[a-z-]+");
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

  @Test
  void anAlarmMayHaveItsOwnPeriodItsOwnTopicAndItsOwnRunbook() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Own");
    Topic night = new Topic(stack, "Night");
    new ProxyAlarms(
        stack,
        "Alarms",
        ProxyAlarmsProps.builder()
            .proxyName("orders")
            .alarmSet(AlarmSet.EXTENDED)
            .runbookUrl("https://wiki.example.com/proxy")
            .putOptions(
                ProxyAlarm.PINNED_SESSIONS,
                AlarmOptions.builder()
                    .period(Duration.minutes(1))
                    .evaluationPeriods(10)
                    .datapointsToAlarm(6)
                    .topic(night)
                    .runbookUrl("https://wiki.example.com/pinning")
                    .build())
            .build());
    SynthesizedTemplate synthesized = SynthesizedTemplate.of(app, "Own");
    JsonNode own = synthesized.only(ALARM, "/AlarmName", "orders-pinned-sessions-high");
    JsonNode other = synthesized.only(ALARM, "/AlarmName", "orders-borrow-latency-high");

    assertThat(own.get("EvaluationPeriods").asInt()).isEqualTo(10);
    assertThat(own.get("DatapointsToAlarm").asInt()).isEqualTo(6);
    assertThat(own.findValuesAsText("Period")).containsOnly("60");
    assertThat(own.at("/AlarmActions/0/Ref").asText())
        .isEqualTo(synthesized.idOf("AWS::SNS::Topic"));
    assertThat(own.get("AlarmDescription").asText())
        .endsWith("Runbook: https://wiki.example.com/pinning");
    assertThat(other.has("AlarmActions")).isFalse();
    assertThat(other.get("AlarmDescription").asText())
        .endsWith("Runbook: https://wiki.example.com/proxy#borrow-latency-high");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          60   | 0    | 1  | evaluationPeriods of POOL_UTILIZATION is 0; use 1 to 1440 periods, a day at most.
          3600 | 25   | 1  | evaluationPeriods of POOL_UTILIZATION is 25; use 1 to 24 periods, a day at most.
          60   | 3    | 4  | datapointsToAlarm of POOL_UTILIZATION is 4; use 1 to 3 periods.
          90   | 3    | 3  | period is 90 seconds; use whole minutes, 60 to 86400 seconds.
          """)
  void periodsThatCloudWatchWouldRefuse(
      int period, int evaluationPeriods, int datapoints, String sentence) {
    AlarmOptions options =
        AlarmOptions.builder()
            .period(Duration.seconds(period))
            .evaluationPeriods(evaluationPeriods)
            .datapointsToAlarm(datapoints)
            .build();

    refused(ProxyAlarmsProps.builder().putOptions(ProxyAlarm.POOL_UTILIZATION, options), sentence);
  }

  @Test
  void optionsOfAnAlarmThatIsNotMade() {
    refused(
        ProxyAlarmsProps.builder()
            .putOptions(ProxyAlarm.FAILED_LOGINS, AlarmOptions.builder().build()),
        "options is 'FAILED_LOGINS'; use one of MULTIPLEXING, POOL_UTILIZATION, QUERY_LATENCY.");
  }

  @Test
  void anExtendedThresholdOutOfRange() {
    refused(
        ProxyAlarmsProps.builder().writerAvailabilityPercent(0),
        "writerAvailabilityPercent is 0; use 1 to 100 percent.");
  }

  private static void refused(ProxyAlarmsProps.Builder props, String sentence) {
    Stack stack = new Stack(CdkApp.create(), "Refused");

    assertThatThrownBy(() -> new ProxyAlarms(stack, "Alarms", props.proxyName("orders").build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageEndingWith(": " + sentence);
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
