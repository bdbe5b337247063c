package io.github.auroraproxy.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.operations.metrics.AlarmedSeries;
import io.github.auroraproxy.operations.metrics.DeployedAlarm;
import io.github.auroraproxy.operations.metrics.ProxyMetricGroups;
import io.github.auroraproxy.test.CdkApp;
import io.github.auroraproxy.test.SynthesizedTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/** The command {@code metrics} computes what the alarms compute, from the same metrics. */
class AlarmsContractTest {

  private static final String ALARM = "AWS::CloudWatch::Alarm";
  private static final int PERIOD_SECONDS = 300;
  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Alarms");
    new ProxyAlarms(stack, "Alarms", ProxyAlarmsProps.builder().proxyName("orders").build());
    template = SynthesizedTemplate.of(app, "Alarms");
  }

  @ParameterizedTest
  @CsvSource({"POOL_UTILIZATION, pool-utilization-high", "MULTIPLEXING, multiplexing-low"})
  void readsTheMetricsOfTheAlarmsAndDividesThemAlike(AlarmedSeries series, String name) {
    JsonNode alarm = alarm(name);

    assertThat(query(series.id()).expression())
        .isEqualTo(alarm.at("/Metrics/0/Expression").asText());
    for (JsonNode metric : alarm.get("Metrics")) {
      if (metric.has("MetricStat")) {
        JsonNode stat = metric.get("MetricStat");
        assertThat(text(query(metric.get("Id").asText()).metricStat()))
            .isEqualTo(
                text(
                    stat.at("/Metric/MetricName"),
                    stat.get("Stat"),
                    stat.get("Period"),
                    stat.at("/Metric/Dimensions")));
      }
    }
  }

  @Test
  void readsTheLatencyOfTheAlarmAndShowsItInMilliseconds() {
    JsonNode alarm = alarm("query-latency-high");

    assertThat(query(AlarmedSeries.QUERY_LATENCY.id()).expression()).isEqualTo("query / 1000");
    assertThat(text(query("query").metricStat()))
        .isEqualTo(
            text(
                alarm.get("MetricName"),
                alarm.get("Statistic"),
                alarm.get("Period"),
                alarm.get("Dimensions")));
    assertThat(AlarmedSeries.QUERY_LATENCY.shown(alarm.get("Threshold").asDouble()))
        .isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({
    "POOL_UTILIZATION, pool-utilization-high",
    "MULTIPLEXING, multiplexing-low",
    "QUERY_LATENCY, query-latency-high"
  })
  void knowsWhichSeriesAnAlarmIsAbout(AlarmedSeries series, String name) {
    JsonNode alarm = alarm(name);
    MetricAlarm.Builder described = MetricAlarm.builder();
    if (alarm.has("MetricName")) {
      described.metricName(alarm.get("MetricName").asText());
    }
    List<MetricDataQuery> queries = new ArrayList<>();
    for (JsonNode metric : alarm.path("Metrics")) {
      if (metric.has("MetricStat")) {
        String metricName = metric.at("/MetricStat/Metric/MetricName").asText();
        queries.add(
            MetricDataQuery.builder()
                .metricStat(stat -> stat.metric(m -> m.metricName(metricName)))
                .build());
      }
    }

    assertThat(new DeployedAlarm(described.metrics(queries).build()).series()).contains(series);
  }

  private static JsonNode alarm(String suffix) {
    return template.only(ALARM, "/AlarmName", "orders-" + suffix);
  }

  private static MetricDataQuery query(String id) {
    return new ProxyMetricGroups("orders")
        .queries(PERIOD_SECONDS).stream()
            .filter(query -> query.id().equals(id))
            .findFirst()
            .orElseThrow();
  }

  private static String text(JsonNode name, JsonNode statistic, JsonNode period, JsonNode list) {
    Map<String, String> dimensions = new TreeMap<>();
    list.forEach(
        dimension ->
            dimensions.put(dimension.get("Name").asText(), dimension.get("Value").asText()));
    return text(name.asText(), statistic.asText(), period.asInt(), dimensions);
  }

  private static String text(MetricStat stat) {
    Map<String, String> dimensions = new TreeMap<>();
    for (Dimension dimension : stat.metric().dimensions()) {
      dimensions.put(dimension.name(), dimension.value());
    }
    return text(stat.metric().metricName(), stat.stat(), stat.period(), dimensions);
  }

  private static String text(
      String name, String statistic, int period, Map<String, String> dimensions) {
    return "%s %s %d %s".formatted(name, statistic, period, dimensions);
  }
}
