package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The CloudWatch metrics of an RDS Proxy, each with its dimensions and its statistic. This library
 * need not have created the proxy.
 *
 * <p>Counts have one sample per node of the proxy and minute: {@code Sum} adds up nodes, and the
 * minutes of a period. A ratio of two sums over the same period is therefore a ratio of averages.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.monitoring.html">
 *     Monitoring RDS Proxy with CloudWatch</a>
 */
public final class ProxyMetrics {

  /** The period when none is given: 5 minutes. */
  public static final Duration PERIOD = Duration.minutes(5);

  private static final long MICROSECONDS_PER_MILLISECOND = 1000;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int LONGEST_PERIOD = 86_400;

  private final String proxyName;
  private final Duration period;

  /**
   * Metrics over periods of 5 minutes.
   *
   * @param proxyName the proxy's name, not its ARN
   * @throws io.github.auroraproxy.InvalidPropertyException if the name is none
   */
  public ProxyMetrics(String proxyName) {
    this(proxyName, PERIOD);
  }

  /**
   * @param proxyName the proxy's name, not its ARN
   * @param period of every metric: whole minutes, since RDS Proxy publishes once a minute, up to a
   *     day
   * @throws io.github.auroraproxy.InvalidPropertyException if the period is no such duration, or
   *     the name is none
   */
  public ProxyMetrics(String proxyName, Duration period) {
    Guard guard = Guard.of("ProxyMetrics");
    guard.known("period", period, "Duration.minutes(5)");
    long seconds = period.toMilliseconds().longValue() / 1000;
    guard.check(
        seconds >= SECONDS_PER_MINUTE
            && seconds <= LONGEST_PERIOD
            && period.toMilliseconds().longValue() % (SECONDS_PER_MINUTE * 1000L) == 0,
        "period",
        "is " + seconds + " seconds; use whole minutes, 60 to " + LONGEST_PERIOD + " seconds");
    this.proxyName = guard.rdsName("proxyName", proxyName);
    this.period = period;
  }

  /** RDS Proxy publishes latencies in microseconds; thresholds are converted here only. */
  public static long microseconds(Duration duration) {
    return duration.toMilliseconds().longValue() * MICROSECONDS_PER_MILLISECOND;
  }

  /** Connections of clients to the proxy. */
  public IMetric clientConnections() {
    return proxy("ClientConnections", "Sum");
  }

  /** Logins of clients that the proxy refused, for authentication or TLS. */
  public IMetric failedLogins() {
    return proxy("ClientConnectionsSetupFailedAuth", "Sum");
  }

  /** Logins that the proxy refused, as its log tells, if {@link ProxyAlarms} count it. */
  public IMetric loggedRefusals() {
    return logged(ProxyLogMetrics.REFUSED_LOGINS);
  }

  /** Sessions that the proxy pinned, as its log tells, if {@link ProxyAlarms} count it. */
  public IMetric loggedPinnings() {
    return logged(ProxyLogMetrics.SESSIONS_PINNED);
  }

  /** Connections of the proxy to the database, to the writer and the readers. */
  public IMetric databaseConnections() {
    return proxy("DatabaseConnections", "Sum");
  }

  /** Connections to the database, to the writer or a reader, that the proxy could not open. */
  public IMetric databaseConnectionFailures() {
    return proxy("DatabaseConnectionsSetupFailed", "Sum");
  }

  /** Connections to the writer or the readers. */
  public IMetric connections(TargetRole role) {
    return target(role, "DatabaseConnections", "Sum");
  }

  /** Connections to the writer or the readers that the pool may open at most. */
  public IMetric connectionsAllowed(TargetRole role) {
    return target(role, "MaxDatabaseConnectionsAllowed", "Sum");
  }

  /** Connections to the writer or the readers that are lent to a client. */
  public IMetric connectionsBorrowed(TargetRole role) {
    return target(role, "DatabaseConnectionsCurrentlyBorrowed", "Sum");
  }

  /** Connections to the writer or the readers with an open transaction. */
  public IMetric connectionsInTransaction(TargetRole role) {
    return target(role, "DatabaseConnectionsCurrentlyInTransaction", "Sum");
  }

  /** Connections to the writer or the readers that are bound to one client until it leaves. */
  public IMetric connectionsPinned(TargetRole role) {
    return target(role, "DatabaseConnectionsCurrentlySessionPinned", "Sum");
  }

  /** Percent of the time in which the writer, or a reader, was available. */
  public IMetric availability(TargetRole role) {
    return target(role, "AvailabilityPercentage", "Average");
  }

  /**
   * Microseconds from receiving a query to answering it. Has no data for clients that use
   * PostgreSQL's extended query protocol, as the JDBC driver does: see {@link #borrowLatency()}.
   */
  public IMetric queryLatency() {
    return proxy("QueryResponseLatency", "Average");
  }

  /** Microseconds that the database took for a query; no data as with {@link #queryLatency()}. */
  public IMetric databaseLatency() {
    return proxy("QueryDatabaseResponseLatency", "Average");
  }

  /** Microseconds to obtain a database connection, whatever protocol the client uses. */
  public IMetric borrowLatency() {
    return proxy("DatabaseConnectionsBorrowLatency", "Average");
  }

  /**
   * Percent of the connections to the writer, or the readers, that the pool may open which are
   * open. Of one role alone: over the whole proxy, idle readers would hide a full writer.
   */
  public IMetric poolUtilization(TargetRole role) {
    return shareOfPool(role, "connections", connections(role), "utilization");
  }

  /** Percent of the connections that the pool may open to the role which are bound to a client. */
  public IMetric pinnedShare(TargetRole role) {
    return shareOfPool(role, "pinned", connectionsPinned(role), "pinned");
  }

  /**
   * Client connections per database connection. Has no data where fewer than {@code leastClients}
   * are connected on average, since an idle proxy keeps its pool and multiplexes nothing.
   */
  public IMetric multiplexingRatio(Number leastClients) {
    return expression(
        "Clients per database connection",
        "IF("
            + perMinute("clients")
            + " >= "
            + Known.asText(leastClients)
            + ", clients / connections)",
        Map.of("clients", clientConnections(), "connections", databaseConnections()));
  }

  /**
   * The number of connections behind one of the counts of this class, whatever the period.
   *
   * @param id what to call the metric in the expression: lower case, different for each in a graph
   */
  public IMetric atOnce(IMetric count, String id, String label) {
    return expression(label, perMinute(id), Map.of(id, count));
  }

  /**
   * A latency of this class in milliseconds.
   *
   * @param id what to call the metric in the expression: lower case, different for each in a graph
   */
  public IMetric inMilliseconds(IMetric latency, String id, String label) {
    return expression(label, id + " / " + MICROSECONDS_PER_MILLISECOND, Map.of(id, latency));
  }

  /** The ids carry the role, so that both roles fit in one graph. */
  private IMetric shareOfPool(TargetRole role, String id, IMetric part, String label) {
    String name = role.name().toLowerCase(Locale.ROOT);
    String share = name + "_" + id;
    String allowed = name + "_allowed";
    return expression(
        "Pool of the " + name + ", " + label + " (%)",
        "100 * " + share + " / " + allowed,
        Map.of(share, part, allowed, connectionsAllowed(role)));
  }

  private static String perMinute(String id) {
    return id + " / (PERIOD(" + id + ") / 60)";
  }

  /** With the period of its metrics, which CDK would else set to its own default. */
  private IMetric expression(String label, String expression, Map<String, IMetric> metrics) {
    return MathExpression.Builder.create()
        .expression(expression)
        // Sorted: Map.of has another order in every JVM, and so would the template.
        .usingMetrics(new TreeMap<>(metrics))
        .label(label)
        .period(period)
        .build();
  }

  private IMetric proxy(String name, String statistic) {
    return metric("AWS/RDS", name, statistic, Map.of("ProxyName", proxyName));
  }

  private IMetric target(TargetRole role, String name, String statistic) {
    return metric(
        "AWS/RDS",
        name,
        statistic,
        Map.of("ProxyName", proxyName, "TargetGroup", "default", "TargetRole", role.dimension()));
  }

  private IMetric logged(String name) {
    return metric(ProxyLogMetrics.namespace(proxyName), name, "Sum", Map.of());
  }

  private IMetric metric(
      String namespace, String name, String statistic, Map<String, String> dimensions) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic(statistic)
        .period(period)
        .build();
  }
}
