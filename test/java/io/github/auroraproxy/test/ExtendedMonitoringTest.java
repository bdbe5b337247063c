package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;

/** Tests the extended set without its alarms: RDS's events, and metrics from the proxy's log. */
class ExtendedMonitoringTest {

  private static final String EVENTS = "AWS::RDS::EventSubscription";
  private static final String FILTER = "AWS::Logs::MetricFilter";
  private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:on-call";

  private App app;
  private Stack stack;

  @BeforeEach
  void newApp() {
    app = CdkApp.create();
    stack = new Stack(app, "Alarms");
  }

  private ITopic onCall() {
    return Topic.fromTopicArn(stack, "Topic", TOPIC);
  }

  private SynthesizedTemplate alarms(ProxyAlarmsProps.Builder props) {
    new ProxyAlarms(stack, "Alarms", props.proxyName("orders").build());
    return SynthesizedTemplate.of(app, "Alarms");
  }

  private static ProxyAlarmsProps.Builder extended() {
    return ProxyAlarmsProps.builder().alarmSet(AlarmSet.EXTENDED);
  }

  @Test
  void theTopicIsToldOfTheProxysFailures() {
    JsonNode events = alarms(extended().topic(onCall())).only(EVENTS);

    assertThat(events.get("SourceType").asText()).isEqualTo("db-proxy");
    assertThat(events.get("SourceIds")).extracting(JsonNode::asText).containsExactly("orders");
    assertThat(events.get("EventCategories"))
        .extracting(JsonNode::asText)
        .containsExactly("failure");
    assertThat(events.get("SnsTopicArn").asText()).isEqualTo(TOPIC);
  }

  @Test
  void theTopicKeepsTheDefaultPolicyWhichLetsAlarmsAndEventsPublish() {
    SynthesizedTemplate template = alarms(extended().topic(new Topic(stack, "Topic")));

    assertThat(template.all("AWS::SNS::TopicPolicy")).isEmpty();
    assertThat(template.all(EVENTS)).hasSize(1);
  }

  @Test
  void withoutATopicTheExtendedSetOrTheWishThereAreNoEvents() {
    assertThat(alarms(extended()).all(EVENTS)).isEmpty();
    newApp();
    assertThat(alarms(ProxyAlarmsProps.builder().topic(onCall())).all(EVENTS)).isEmpty();
    newApp();
    assertThat(alarms(extended().topic(onCall()).proxyEvents(false)).all(EVENTS)).isEmpty();
  }

  @Test
  void aFifoTopicIsToldOfNoEventsWhichSynthSays() {
    ITopic fifo = Topic.Builder.create(stack, "Topic").fifo(true).build();

    assertThat(alarms(extended().topic(fifo)).all(EVENTS)).isEmpty();
    Annotations.fromStack(stack)
        .hasWarning("/Alarms/Alarms", Match.stringLikeRegexp(".*FIFO topics.*"));
  }

  @Test
  void theLogOfAProxyIsCounted() {
    SynthesizedTemplate template =
        alarms(
            extended().logGroup(LogGroup.fromLogGroupName(stack, "Logs", "/aws/rds/proxy/orders")));

    assertThat(template.all(FILTER))
        .extracting(filter -> filter.getValue().get("Properties"))
        .allSatisfy(
            filter -> {
              assertThat(filter.get("LogGroupName").asText()).isEqualTo("/aws/rds/proxy/orders");
              JsonNode metric = filter.at("/MetricTransformations/0");
              assertThat(metric.get("MetricNamespace").asText()).isEqualTo("AuroraProxy/orders");
              assertThat(metric.get("MetricValue").asText()).isEqualTo("1");
              assertThat(metric.get("Unit").asText()).isEqualTo("Count");
            })
        .extracting(
            filter -> filter.at("/MetricTransformations/0/MetricName").asText(),
            filter -> filter.get("FilterPattern").asText())
        .containsExactlyInAnyOrder(
            tuple(
                "RefusedLogins",
                "\"Proxy authentication with\" \"authentication failed for user\""),
            tuple(
                "SessionsPinned", "\"The client session was pinned to the database connection\""));
  }

  @Test
  void theStandardSetCountsNoLog() {
    assertThat(
            alarms(
                    ProxyAlarmsProps.builder()
                        .logGroup(
                            LogGroup.fromLogGroupName(stack, "Logs", "/aws/rds/proxy/orders")))
                .all(FILTER))
        .isEmpty();
  }

  @Test
  void aProxyOfThisLibraryCountsItsOwnLogAndStandsBeforeTheSubscription() {
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)))
        .migrations(Migrations.none())
        .alarmSet(AlarmSet.EXTENDED)
        .alarmTopic(onCall())
        .build();
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Alarms");

    assertThat(template.dependenciesOf(template.idOf(EVENTS)))
        .contains(template.idOf("AWS::RDS::DBProxy"));
    assertThat(template.all(FILTER))
        .hasSize(2)
        .allSatisfy(
            filter ->
                assertThat(filter.getValue().at("/Properties/LogGroupName/Ref").asText())
                    .startsWith("ProxyLogs"));
    assertThat(template.only("AWS::CloudWatch::Dashboard").toString()).contains("SessionsPinned");
  }
}
