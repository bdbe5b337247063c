package io.github.auroraproxy.constructs;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The CloudWatch metrics of one RDS Proxy, each with the dimensions and the statistic under which
 * it means something; also of a proxy that this library did not create.
 *
 * <p>Counts have one sample per node of the proxy and minute: {@code Sum} adds up nodes, and the
 * minutes of a period. A ratio of two sums over the same period is therefore a ratio of averages.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.monitoring.html">
 *     Monitoring RDS Proxy with CloudWatch</a>
 */
public final class ProxyMetrics {

  /** The period of every metric here: 5 minutes. */
  public static final Duration PERIOD = Duration.minutes(5);

  private static final long MICROSECONDS_PER_MILLISECOND = 1000;

  private final String proxyName;

  /**
   * @param proxyName the proxy's name, not its ARN
   */
  public ProxyMetrics(String proxyName) {
    this.proxyName = proxyName;
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

  /** Connections of the proxy to the database, to the writer and the readers. */
  public IMetric databaseConnections() {
    return proxy("DatabaseConnections", "Sum");
  }

  /** Connections to the writer. */
  public IMetric writerConnections() {
    return writer("DatabaseConnections", "Sum");
  }

  /** Connections to the writer that the pool may open at most. */
  public IMetric writerConnectionsAllowed() {
    return writer("MaxDatabaseConnectionsAllowed", "Sum");
  }

  /** Connections to the writer that are lent to a client. */
  public IMetric writerConnectionsBorrowed() {
    return writer("DatabaseConnectionsCurrentlyBorrowed", "Sum");
  }

  /** Connections to the writer that are bound to one client until it leaves. */
  public IMetric writerConnectionsPinned() {
    return writer("DatabaseConnectionsCurrentlySessionPinned", "Sum");
  }

  /** Percent of the time in which the writer was available. */
  public IMetric writerAvailability() {
    return writer("AvailabilityPercentage", "Average");
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
   * Percent of the connections to the writer that the pool may open which are open. Of the writer
   * alone: over the whole proxy, idle readers would hide a full writer.
   */
  public IMetric poolUtilization() {
    return expression(
        "Connection pool utilization (%)",
        "100 * connections / allowed",
        Map.of("connections", writerConnections(), "allowed", writerConnectionsAllowed()));
  }

  /**
   * Client connections per database connection. Has no data where fewer than {@code leastClients}
   * are connected on average, since an idle proxy keeps its pool and multiplexes nothing.
   */
  public IMetric multiplexingRatio(int leastClients) {
    return expression(
        "Clients per database connection",
        "IF(" + perMinute("clients") + " >= " + leastClients + ", clients / connections)",
        Map.of("clients", clientConnections(), "connections", databaseConnections()));
  }

  /**
   * The number of connections behind one of the counts of this class, whatever the period.
   *
   * @param id what to call the metric in the expression: lower case, different for each in a graph
   */
  public static IMetric atOnce(IMetric count, String id, String label) {
    return expression(label, perMinute(id), Map.of(id, count));
  }

  /**
   * A latency of this class in milliseconds.
   *
   * @param id what to call the metric in the expression: lower case, different for each in a graph
   */
  public static IMetric inMilliseconds(IMetric latency, String id, String label) {
    return expression(label, id + " / " + MICROSECONDS_PER_MILLISECOND, Map.of(id, latency));
  }

  private static String perMinute(String id) {
    return id + " / (PERIOD(" + id + ") / 60)";
  }

  private static IMetric expression(String label, String expression, Map<String, IMetric> metrics) {
    return MathExpression.Builder.create()
        .expression(expression)
        // Sorted: Map.of has another order in every JVM, and so would the template.
        .usingMetrics(new TreeMap<>(metrics))
        .label(label)
        .period(PERIOD)
        .build();
  }

  private IMetric proxy(String name, String statistic) {
    return metric(name, statistic, Map.of("ProxyName", proxyName));
  }

  private IMetric writer(String name, String statistic) {
    return metric(
        name,
        statistic,
        Map.of(
            "ProxyName", proxyName,
            "TargetGroup", "default",
            "TargetRole", "READ_WRITE"));
  }

  private static IMetric metric(String name, String statistic, Map<String, String> dimensions) {
    return Metric.Builder.create()
        .namespace("AWS/RDS")
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic(statistic)
        .period(PERIOD)
        .build();
  }
}
