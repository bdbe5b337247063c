package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.UniqueNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.AlarmStatusWidget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.HorizontalAnnotation;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.TextWidget;
import software.amazon.awscdk.services.cloudwatch.YAxisProps;
import software.constructs.Construct;

/**
 * A CloudWatch dashboard of a proxy, which this library need not have created: its alarms, the pool
 * of each role, connections, latencies, failures and availability.
 */
public class ProxyDashboard extends Construct {

  /** CloudWatch's grid is 24 columns wide. */
  private static final int FULL_WIDTH = 24;

  private static final int THIRD = FULL_WIDTH / 3;
  private static final int HEIGHT = 6;

  private static final YAxisProps FROM_ZERO = YAxisProps.builder().min(0).build();
  private static final YAxisProps PERCENT = YAxisProps.builder().min(0).max(100).build();

  private final ProxyMetrics metrics;
  private final Optional<ProxyAlarms> alarms;

  /**
   * A dashboard of the given proxy and its alarms.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if the proxy's name is none
   */
  public ProxyDashboard(Construct scope, String id, ProxyDashboardProps props) {
    super(scope, id);
    Guard guard = Guard.of("ProxyDashboard " + getNode().getPath());
    guard.rdsName("proxyName", props.getProxyName());
    metrics = new ProxyMetrics(props.getProxyName());
    alarms = props.getAlarms();
    List<List<IWidget>> rows = new ArrayList<>();
    alarms.ifPresent(drawn -> rows.add(List.of(states(drawn))));
    rows.add(List.of(utilization(), connections(), connectionsToTheWriter()));
    rows.add(List.of(latencies(), failures(), availability()));
    if (alarms.filter(ProxyAlarms::countsTheLog).isPresent()) {
      rows.add(List.of(logged()));
    }
    rows.add(List.of(noteOnTheExtendedProtocol()));
    Dashboard.Builder.create(this, "Dashboard")
        .dashboardName(name(guard, props))
        .widgets(rows)
        .build();
  }

  private String name(Guard guard, ProxyDashboardProps props) {
    String name = props.getDashboardName().orElse(props.getProxyName());
    guard.check(
        !Known.text(name) || name.matches("[A-Za-z0-9_-]{1,255}"),
        "dashboardName",
        "is '" + name + "'; use 1 to 255 letters, digits, hyphens and underscores");
    UniqueNames.of(this).dashboardName(guard, this, name);
    return DerivedName.whilePending(name);
  }

  private static IWidget states(ProxyAlarms alarms) {
    return AlarmStatusWidget.Builder.create()
        .title("Alarms")
        .alarms(alarms.getAlarms())
        .width(FULL_WIDTH)
        .height(3)
        .build();
  }

  private IWidget utilization() {
    return graph("Connection pool in use (%)", PERCENT)
        .left(
            List.of(
                metrics.poolUtilization(TargetRole.WRITER),
                metrics.poolUtilization(TargetRole.READER)))
        .leftAnnotations(
            thresholds(
                Map.of(ProxyAlarm.POOL_UTILIZATION, ProxyAlarmsProps::getPoolUtilizationPercent)))
        .build();
  }

  private IWidget connections() {
    return graph("Clients and database connections", FROM_ZERO)
        .left(
            List.of(
                metrics.atOnce(metrics.clientConnections(), "clients", "Clients to the proxy"),
                metrics.atOnce(metrics.databaseConnections(), "database", "Proxy to the database")))
        .build();
  }

  private IWidget connectionsToTheWriter() {
    TargetRole writer = TargetRole.WRITER;
    return graph("Connections to the writer", FROM_ZERO)
        .left(
            List.of(
                metrics.atOnce(metrics.connectionsBorrowed(writer), "borrowed", "Borrowed"),
                metrics.atOnce(
                    metrics.connectionsInTransaction(writer), "transaction", "In transaction"),
                metrics.atOnce(metrics.connectionsPinned(writer), "pinned", "Pinned")))
        .build();
  }

  private IWidget latencies() {
    return graph("Latency (ms)", FROM_ZERO)
        .left(
            List.of(
                metrics.inMilliseconds(metrics.queryLatency(), "query", "Query"),
                metrics.inMilliseconds(metrics.databaseLatency(), "database", "Database"),
                metrics.inMilliseconds(metrics.borrowLatency(), "borrow", "Borrow")))
        .leftAnnotations(
            thresholds(
                Map.of(
                    ProxyAlarm.QUERY_LATENCY, props -> milliseconds(props.getQueryLatency()),
                    ProxyAlarm.BORROW_LATENCY, props -> milliseconds(props.getBorrowLatency()))))
        .build();
  }

  private IWidget failures() {
    return graph("Refused logins, failed database connections", FROM_ZERO)
        .left(List.of(metrics.failedLogins(), metrics.databaseConnectionFailures()))
        .leftAnnotations(
            thresholds(Map.of(ProxyAlarm.FAILED_LOGINS, ProxyAlarmsProps::getFailedLogins)))
        .build();
  }

  private IWidget logged() {
    return graph("In the proxy's log: logins refused, sessions pinned", FROM_ZERO)
        .left(List.of(metrics.loggedRefusals(), metrics.loggedPinnings()))
        .build();
  }

  private IWidget availability() {
    return graph("Availability (%)", PERCENT)
        .left(
            List.of(
                metrics.availability(TargetRole.WRITER), metrics.availability(TargetRole.READER)))
        .leftAnnotations(
            thresholds(
                Map.of(
                    ProxyAlarm.WRITER_AVAILABILITY,
                    ProxyAlarmsProps::getWriterAvailabilityPercent)))
        .build();
  }

  private static IWidget noteOnTheExtendedProtocol() {
    return TextWidget.Builder.create()
        .markdown(
            "Query and database latency have no data for clients of PostgreSQL's extended query"
                + " protocol, such as JDBC. No data does not mean healthy: look at the borrow"
                + " latency, too.")
        .width(FULL_WIDTH)
        .height(2)
        .build();
  }

  private static GraphWidget.Builder graph(String title, YAxisProps axis) {
    return GraphWidget.Builder.create().title(title).leftYAxis(axis).width(THIRD).height(HEIGHT);
  }

  /** Thresholds in the unit of the graph, which may differ from that of the alarm. */
  private List<HorizontalAnnotation> thresholds(Map<ProxyAlarm, Threshold> ofAlarms) {
    return alarms.stream()
        .flatMap(
            drawn ->
                drawn.props().getAlarmSet().alarms().stream()
                    .filter(ofAlarms::containsKey)
                    .map(
                        alarm ->
                            HorizontalAnnotation.builder()
                                .label(alarm.suffix())
                                .value(ofAlarms.get(alarm).of(drawn.props()))
                                .build()))
        .toList();
  }

  private static long milliseconds(Duration duration) {
    return duration.toMilliseconds().longValue();
  }

  /** The threshold of one alarm, as the properties have it. */
  @FunctionalInterface
  private interface Threshold {
    Number of(ProxyAlarmsProps props);
  }
}
