package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;

/** Tests the dashboard of a proxy that this library did not create, with alarms and without. */
class ProxyDashboardTest {

  private static JsonNode withAlarms;
  private static JsonNode alone;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    Stack watched = new Stack(app, "Watched");
    ProxyAlarms alarms =
        new ProxyAlarms(
            watched,
            "Alarms",
            ProxyAlarmsProps.builder()
                .proxyName("orders")
                .alarmSet(AlarmSet.EXTENDED)
                .poolUtilizationPercent(70)
                .queryLatency(Duration.millis(1500))
                .build());
    new ProxyDashboard(
        watched,
        "Dashboard",
        ProxyDashboardProps.builder().proxyName("orders").alarms(alarms).build());
    Stack plain = new Stack(app, "Plain");
    new ProxyDashboard(
        plain, "Dashboard", ProxyDashboardProps.builder().proxyName("invoices").build());
    withAlarms = body(SynthesizedTemplate.of(app, "Watched"));
    alone = body(SynthesizedTemplate.of(app, "Plain"));
  }

  @Test
  void utilizationIsDrawnPerRoleWithTheThresholdOfTheAlarm() {
    JsonNode graph = widget(withAlarms, "Connection pool in use (%)");

    assertThat(expressions(graph))
        .containsExactly(
            "100 * writer_connections / writer_allowed",
            "100 * reader_connections / reader_allowed");
    assertThat(graph.at("/annotations/horizontal/0/value").asInt()).isEqualTo(70);
  }

  @Test
  void latenciesAndTheirThresholdsAreInMilliseconds() {
    JsonNode graph = widget(withAlarms, "Latency (ms)");

    assertThat(expressions(graph))
        .containsExactly("query / 1000", "database / 1000", "borrow / 1000");
    assertThat(graph.at("/annotations/horizontal").findValuesAsText("value"))
        .containsExactly("1500", "500");
  }

  @Test
  void connectionsAreHowManyThereAreAndNotTheSumOfTheMinutes() {
    assertThat(expressions(widget(withAlarms, "Clients and database connections")))
        .containsExactly("clients / (PERIOD(clients) / 60)", "database / (PERIOD(database) / 60)");
    assertThat(expressions(widget(withAlarms, "Connections to the writer")))
        .containsExactly(
            "borrowed / (PERIOD(borrowed) / 60)",
            "transaction / (PERIOD(transaction) / 60)",
            "pinned / (PERIOD(pinned) / 60)");
  }

  @Test
  void failuresAndAvailabilityHaveGraphsOfTheirOwn() {
    assertThat(widget(withAlarms, "Refused logins, failed database connections").toString())
        .contains("ClientConnectionsSetupFailedAuth", "DatabaseConnectionsSetupFailed");
    assertThat(widget(withAlarms, "Availability (%)").toString())
        .contains("AvailabilityPercentage", "READ_WRITE", "READ_ONLY");
  }

  @Test
  void itSaysThatNoQueryLatencyDoesNotMeanHealthy() {
    assertThat(withAlarms.findValuesAsText("markdown"))
        .singleElement()
        .asString()
        .contains("extended query protocol", "No data does not mean healthy");
  }

  @Test
  void withoutAlarmsTheGraphsAreTheSameWithoutStatesAndThresholds() {
    assertThat(titles(alone)).isEqualTo(titles(withAlarms).subList(1, titles(withAlarms).size()));
    assertThat(alone.findValues("annotations")).isEmpty();
    assertThat(alone.toString()).contains("invoices").doesNotContain("orders");
  }

  private static List<String> titles(JsonNode body) {
    return body.findValuesAsText("title");
  }

  private static JsonNode widget(JsonNode body, String title) {
    for (JsonNode widget : body.get("widgets")) {
      if (title.equals(widget.at("/properties/title").asText())) {
        return widget.get("properties");
      }
    }
    throw new AssertionError("no widget " + title);
  }

  private static List<String> expressions(JsonNode graph) {
    return graph.findValuesAsText("expression");
  }

  /** The body's text, with a stand-in for the region and the alarms' ARNs. */
  private static JsonNode body(SynthesizedTemplate template) {
    JsonNode parts = template.only("AWS::CloudWatch::Dashboard").at("/DashboardBody/Fn::Join/1");
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.isTextual() ? part.asText() : "deployed"));
    try {
      return CdkApp.JSON.readTree(text.toString());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(text.toString(), e);
    }
  }
}
