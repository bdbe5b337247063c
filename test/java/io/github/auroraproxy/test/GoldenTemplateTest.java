package io.github.auroraproxy.test;

import io.github.auroraproxy.constructs.AlarmOptions;
import io.github.auroraproxy.constructs.AlarmSet;
import io.github.auroraproxy.constructs.ProxyAlarm;
import io.github.auroraproxy.constructs.ProxyAlarms;
import io.github.auroraproxy.constructs.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.ProxyDashboard;
import io.github.auroraproxy.constructs.ProxyDashboardProps;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sns.Topic;

/** What each construct deploys with nothing set but what it needs, and with everything set. */
class GoldenTemplateTest {

  /** Each in a stack of its own, whose name is the file's. */
  private static final Map<String, Consumer<Stack>> CONSTRUCTS =
      new TreeMap<>(
          Map.of(
              "ProxyAlarms-minimal", GoldenTemplateTest::minimalAlarms,
              "ProxyAlarms-everything", GoldenTemplateTest::allAlarms,
              "ProxyDashboard-minimal", GoldenTemplateTest::minimalDashboard,
              "ProxyDashboard-everything", GoldenTemplateTest::dashboardWithAlarms));

  private static App app;

  @BeforeAll
  static void synthesize() {
    app = CdkApp.create();
    CONSTRUCTS.forEach((name, construct) -> construct.accept(new Stack(app, name)));
  }

  static Stream<String> constructs() {
    return CONSTRUCTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("constructs")
  void isAsOnFile(String name) {
    GoldenTemplate.matches(name, SynthesizedTemplate.of(app, name));
  }

  private static void minimalAlarms(Stack stack) {
    new ProxyAlarms(stack, "Alarms", ProxyAlarmsProps.builder().proxyName("orders").build());
  }

  private static ProxyAlarms allAlarms(Stack stack) {
    return new ProxyAlarms(
        stack,
        "Alarms",
        ProxyAlarmsProps.builder()
            .proxyName("orders")
            .alarmSet(AlarmSet.EXTENDED)
            .poolUtilizationPercent(70)
            .multiplexingRatio(3)
            .leastClients(20)
            .queryLatency(Duration.millis(1500))
            .borrowLatency(Duration.millis(250))
            .failedLogins(5)
            .writerAvailabilityPercent(95)
            .pinnedSessionsPercent(20)
            .databaseConnectionFailures(3)
            .topic(new Topic(stack, "Day"))
            .runbookUrl("https://wiki.example.com/proxy")
            .putOptions(
                ProxyAlarm.WRITER_AVAILABILITY,
                AlarmOptions.builder()
                    .period(Duration.minutes(2))
                    .evaluationPeriods(5)
                    .datapointsToAlarm(3)
                    .topic(new Topic(stack, "Night"))
                    .runbookUrl("https://wiki.example.com/failover")
                    .build())
            .build());
  }

  private static void minimalDashboard(Stack stack) {
    new ProxyDashboard(
        stack, "Dashboard", ProxyDashboardProps.builder().proxyName("orders").build());
  }

  private static void dashboardWithAlarms(Stack stack) {
    new ProxyDashboard(
        stack,
        "Dashboard",
        ProxyDashboardProps.builder().proxyName("orders").alarms(allAlarms(stack)).build());
  }
}
