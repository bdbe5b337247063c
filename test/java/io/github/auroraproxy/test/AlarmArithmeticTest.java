package io.github.auroraproxy.test;

import static io.github.auroraproxy.test.SynthesizedTemplate.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarm;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.test.cloudwatch.ModelledAlarm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/**
 * When each alarm goes off: its synthesized expression, statistic, period, threshold and rule for
 * missing data, over what a proxy of three nodes, a writer and two idle readers publishes.
 */
class AlarmArithmeticTest {

  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    new ProxyAlarms(
        new Stack(app, "Alarms"),
        "Alarms",
        ProxyAlarmsProps.builder().proxyName("orders").alarmSet(AlarmSet.EXTENDED).build());
    template = SynthesizedTemplate.of(app, "Alarms");
  }

  @Nested
  class PoolUtilization {

    @Test
    void at81PercentOfTheWritersPoolItGoesOffAfterThreePeriodsHoweverIdleTheReaders() {
      assertThat(changes(ProxyAlarm.POOL_UTILIZATION, traffic().writerPool(0, 120, 81)))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void at79PercentItStaysQuiet() {
      assertThat(changes(ProxyAlarm.POOL_UTILIZATION, traffic().writerPool(0, 120, 79)))
          .containsExactly("5 OK");
    }

    @Test
    void itIsOverAfterOnePeriodBelowTheThreshold() {
      assertThat(
              changes(
                  ProxyAlarm.POOL_UTILIZATION,
                  traffic().writerPool(0, 30, 40).writerPool(30, 60, 95).writerPool(60, 120, 40)))
          .containsExactly("5 OK", "45 ALARM", "65 OK");
    }

    @Test
    void tenMinutesOfAFullPoolAreNotEnough() {
      assertThat(
              changes(
                  ProxyAlarm.POOL_UTILIZATION,
                  traffic().writerPool(0, 30, 40).writerPool(30, 40, 100).writerPool(40, 120, 40)))
          .containsExactly("5 OK");
    }

    @Test
    void aGapInTheDataNeitherRaisesItNorHidesIt() {
      assertThat(
              changes(
                  ProxyAlarm.POOL_UTILIZATION,
                  traffic().writerPool(0, 30, 79).writerPool(50, 120, 79)))
          .containsExactly("5 OK");
      assertThat(
              changes(
                  ProxyAlarm.POOL_UTILIZATION,
                  traffic().writerPool(0, 30, 81).writerPool(35, 120, 81)))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void aMinuteThatIsLostInEveryPeriodMovesNothing() {
      ProxyTraffic patchy = traffic();
      for (int minute = 0; minute < 120; minute += 5) {
        patchy.writerPool(minute + 1, minute + 5, 79);
      }
      assertThat(changes(ProxyAlarm.POOL_UTILIZATION, patchy)).containsExactly("5 OK");
    }

    @Test
    void atTheStartTheLimitIsThereBeforeTheFirstConnection() {
      assertThat(
              changes(
                  ProxyAlarm.POOL_UTILIZATION, traffic().allowed(10, 25).writerPool(25, 120, 30)))
          .containsExactly("5 OK");
    }
  }

  @Nested
  class Multiplexing {

    @Test
    void itGoesOffWhenClientsHaveAlmostAConnectionEach() {
      assertThat(changes(ProxyAlarm.MULTIPLEXING, traffic().clients(0, 120, 38, 20)))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void itStaysQuietAtTwoClientsAConnection() {
      assertThat(changes(ProxyAlarm.MULTIPLEXING, traffic().clients(0, 120, 40, 20)))
          .containsExactly("5 OK");
    }

    @Test
    void anIdleNightWithAWarmPoolIsNoReason() {
      assertThat(
              changes(
                  ProxyAlarm.MULTIPLEXING,
                  traffic().clients(0, 30, 60, 20).clients(30, 90, 0, 20).clients(90, 120, 60, 20)))
          .containsExactly("5 OK");
    }

    @Test
    void theFloorIsTenClientsWhateverTheNumberOfNodes() {
      assertThat(changes(ProxyAlarm.MULTIPLEXING, traffic().clients(0, 120, 9, 20)))
          .containsExactly("5 OK");
      assertThat(changes(ProxyAlarm.MULTIPLEXING, traffic().clients(0, 120, 10, 20)))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void aStartUpOfTenMinutesInWhichEachClientOpensAConnectionIsNoReason() {
      assertThat(
              changes(
                  ProxyAlarm.MULTIPLEXING,
                  traffic().clients(10, 20, 20, 20).clients(20, 120, 80, 20)))
          .containsExactly("5 OK");
    }

    @Test
    void theEveningEndsIt() {
      assertThat(
              changes(
                  ProxyAlarm.MULTIPLEXING,
                  traffic().clients(0, 60, 20, 20).clients(60, 120, 0, 20)))
          .startsWith("5 OK", "15 ALARM")
          .endsWith("75 OK");
    }
  }

  @Nested
  class QueryLatency {

    @Test
    void at1100MillisecondsItGoesOff() {
      assertThat(changes(ProxyAlarm.QUERY_LATENCY, queries(0, 120, 1100)))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void at900MillisecondsItStaysQuietThoughOneNodeIsSlower() {
      assertThat(changes(ProxyAlarm.QUERY_LATENCY, queries(0, 120, 900))).containsExactly("5 OK");
    }

    @Test
    void withoutQueriesOrWithTheExtendedProtocolThereIsNothingToJudge() {
      assertThat(changes(ProxyAlarm.QUERY_LATENCY, traffic().clients(0, 120, 50, 20)))
          .containsExactly("5 OK");
    }

    @Test
    void aQuietSpellEndsItOnceTooFewSlowPeriodsAreLeft() {
      assertThat(changes(ProxyAlarm.QUERY_LATENCY, queries(0, 30, 1100)))
          .containsExactly("5 OK", "15 ALARM", "45 OK");
    }

    private ProxyTraffic queries(int from, int to, int milliseconds) {
      return traffic().latency(from, to, "QueryResponseLatency", Duration.ofMillis(milliseconds));
    }
  }

  @Nested
  class Extended {

    @Test
    void waitingForAConnectionGoesOffAbove500Milliseconds() {
      assertThat(changes(ProxyAlarm.BORROW_LATENCY, borrowing(510)))
          .containsExactly("5 OK", "15 ALARM");
      assertThat(changes(ProxyAlarm.BORROW_LATENCY, borrowing(490))).containsExactly("5 OK");
    }

    @Test
    void refusedLoginsGoOffInTheFirstPeriodWithMoreThanTen() {
      assertThat(changes(ProxyAlarm.FAILED_LOGINS, failing(30, 35, 3)))
          .containsExactly("5 OK", "35 ALARM", "50 OK");
      assertThat(changes(ProxyAlarm.FAILED_LOGINS, failing(30, 60, 2))).containsExactly("5 OK");
    }

    @Test
    void anUnavailableWriterGoesOffAfterThreeMinutesOnEnd() {
      assertThat(changes(ProxyAlarm.WRITER_AVAILABILITY, outage(30, 33)))
          .containsExactly("1 OK", "33 ALARM", "34 OK");
    }

    @Test
    void aFailoverWithinTwoMinutesIsNoOutage() {
      assertThat(changes(ProxyAlarm.WRITER_AVAILABILITY, outage(30, 32))).containsExactly("1 OK");
    }

    @Test
    void silenceAboutTheWriterIsNeitherHealthNorAnOutage() {
      assertThat(
              changes(
                  ProxyAlarm.WRITER_AVAILABILITY,
                  traffic().writerAvailability(10, 60, 100).writerAvailability(80, 120, 100)))
          .containsExactly("11 OK", "65 INSUFFICIENT_DATA", "81 OK");
    }

    @Test
    void pinnedSessionsGoOffAbove30PercentOfTheWritersPool() {
      assertThat(changes(ProxyAlarm.PINNED_SESSIONS, traffic().pinned(0, 120, 31)))
          .containsExactly("5 OK", "15 ALARM");
      assertThat(changes(ProxyAlarm.PINNED_SESSIONS, traffic().pinned(0, 120, 29)))
          .containsExactly("5 OK");
    }

    @Test
    void connectionsThatFailGoOffAfterTwoPeriodsWithMoreThanFive() {
      String metric = "DatabaseConnectionsSetupFailed";

      assertThat(
              changes(ProxyAlarm.DATABASE_CONNECTION_FAILURES, traffic().events(30, 40, metric, 2)))
          .containsExactly("5 OK", "40 ALARM", "55 OK");
      assertThat(
              changes(
                  ProxyAlarm.DATABASE_CONNECTION_FAILURES, traffic().events(30, 35, metric, 50)))
          .containsExactly("5 OK");
    }

    private ProxyTraffic borrowing(int milliseconds) {
      return traffic()
          .latency(0, 120, "DatabaseConnectionsBorrowLatency", Duration.ofMillis(milliseconds));
    }

    private ProxyTraffic failing(int from, int to, int perMinute) {
      return traffic().events(from, to, "ClientConnectionsSetupFailedAuth", perMinute);
    }

    private ProxyTraffic outage(int from, int to) {
      return traffic()
          .writerAvailability(0, from, 100)
          .writerAvailability(from, to, 0)
          .writerAvailability(to, 120, 100);
    }
  }

  /** The model can tell right from wrong: these would page somebody for nothing, or for nobody. */
  @Nested
  class FaultyArithmetic {

    @Test
    void aSumOverAMaximumGoesOffAtAQuarterOfThePool() {
      ModelledAlarm faulty =
          ratio("DatabaseConnections", "Sum", "MaxDatabaseConnectionsAllowed", "Maximum", 80);

      assertThat(faulty.changes(traffic().writerPool(0, 120, 25).samples(), 120))
          .containsExactly("5 OK", "15 ALARM");
    }

    @Test
    void overTheWholeProxyIdleReadersHideAFullWriter() {
      ModelledAlarm faulty =
          ratio("DatabaseConnections", "Sum", "MaxDatabaseConnectionsAllowed", "Sum", 80);

      assertThat(faulty.changes(traffic().writerPool(0, 120, 100).samples(), 120))
          .containsExactly("5 OK");
    }

    @Test
    void withoutAFloorOfClientsEveryIdleNightGoesOff() {
      ModelledAlarm faulty =
          new ModelledAlarm(
              json(
                  "{'Metrics':[{'Id':'e','Expression':'a / b'},"
                      + metric("a", "ClientConnections", "Sum")
                      + ","
                      + metric("b", "DatabaseConnections", "Sum")
                      + "],'ComparisonOperator':'LessThanThreshold','Threshold':2,"
                      + "'EvaluationPeriods':3}"));

      assertThat(
              faulty.changes(
                  traffic().clients(0, 60, 60, 20).clients(60, 120, 0, 20).samples(), 120))
          .endsWith("75 ALARM");
    }

    @Test
    void aThousandMicrosecondsIsAMillisecond() {
      ModelledAlarm faulty =
          new ModelledAlarm(
              json(
                  "{'MetricName':'QueryResponseLatency','Statistic':'Average','Period':300,"
                      + "'Dimensions':[{'Name':'ProxyName','Value':'orders'}],"
                      + "'ComparisonOperator':'GreaterThanThreshold','Threshold':1000,"
                      + "'EvaluationPeriods':3}"));

      assertThat(
              faulty.changes(
                  traffic().latency(0, 120, "QueryResponseLatency", Duration.ofMillis(2)).samples(),
                  120))
          .endsWith("15 ALARM");
    }

    private static ModelledAlarm ratio(
        String above, String aboveStatistic, String below, String belowStatistic, int threshold) {
      return new ModelledAlarm(
          json(
              "{'Metrics':[{'Id':'e','Expression':'a / b * 100'},"
                  + metric("a", above, aboveStatistic)
                  + ","
                  + metric("b", below, belowStatistic)
                  + "],'ComparisonOperator':'GreaterThanThreshold','Threshold':"
                  + threshold
                  + ",'EvaluationPeriods':3}"));
    }

    private static String metric(String id, String name, String statistic) {
      return ("{'Id':'%s','MetricStat':{'Metric':{'MetricName':'%s','Dimensions':"
              + "[{'Name':'ProxyName','Value':'orders'}]},'Stat':'%s','Period':300}}")
          .formatted(id, name, statistic);
    }
  }

  @Test
  void theThreeAlarmsReadFiveMetricsAndAllEightReadEleven() {
    assertThat(metricsOf(AlarmSet.STANDARD)).isEqualTo(5);
    assertThat(metricsOf(AlarmSet.EXTENDED)).isEqualTo(11);
  }

  private static int metricsOf(AlarmSet set) {
    return set.alarms().stream().mapToInt(alarm -> synthesized(alarm).metrics()).sum();
  }

  private static ProxyTraffic traffic() {
    return new ProxyTraffic();
  }

  private static List<String> changes(ProxyAlarm alarm, ProxyTraffic traffic) {
    return synthesized(alarm).changes(traffic.samples(), 120);
  }

  private static ModelledAlarm synthesized(ProxyAlarm alarm) {
    return new ModelledAlarm(
        template.only("AWS::CloudWatch::Alarm", "/AlarmName", "orders-" + alarm.suffix()));
  }
}
