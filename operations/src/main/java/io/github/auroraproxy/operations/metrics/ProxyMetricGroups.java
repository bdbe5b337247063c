package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.Group.Metric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * The metrics of a proxy that are read, with the dimensions, statistics and expressions of the
 * alarms and the dashboard of the deployed stack.
 *
 * <p>A count has one sample per node of the proxy and minute, so {@code Sum} over a period is
 * divided by the minutes. Latencies are published in microseconds.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.monitoring.html">
 *     Monitoring RDS Proxy with CloudWatch</a>
 */
public final class ProxyMetricGroups {

  /** Client connections, on average, below which multiplexing is not judged. */
  private static final int LEAST_CLIENTS = 10;

  static final String UTILIZATION = "utilization";
  static final String MULTIPLEXING = "multiplexing";
  static final String QUERY_LATENCY = "queryLatency";
  static final String BORROW_LATENCY = "borrowLatency";

  private static final String NO_CONNECTIONS =
      "RDS Proxy has published nothing: it is new, or its name is another";
  private static final String NOT_MEASURED =
      "RDS Proxy measures no queries of the extended query protocol, JDBC's default, and nothing"
          + " while there are no queries; this does not mean that they are fast: see the borrow"
          + " latency";

  private final String proxyName;

  /**
   * @param proxyName the proxy's name, not its ARN
   */
  public ProxyMetricGroups(String proxyName) {
    this.proxyName = proxyName;
  }

  /**
   * Every query for CloudWatch: the metrics and, with the ids of {@link AlarmedSeries} among
   * others, the expressions over them.
   */
  public List<MetricDataQuery> queries(int periodSeconds) {
    return all().stream().flatMap(group -> group.queries(periodSeconds).stream()).toList();
  }

  List<Group> all() {
    return List.of(pool(), activeConnections(), performance());
  }

  private Group pool() {
    return new Group(
        "Connection pool of the writer",
        sorted(
            Map.of(
                "writer_connections", writer("DatabaseConnections"),
                "writer_allowed", writer("MaxDatabaseConnectionsAllowed"))),
        List.of(
            count("open", "Open", "writer_connections"),
            count("atMost", "Allowed", "writer_allowed"),
            new Definition(
                UTILIZATION,
                "Pool utilization",
                Unit.PERCENT,
                "100 * writer_connections / writer_allowed",
                NO_CONNECTIONS)));
  }

  private Group activeConnections() {
    return new Group(
        "Active connections",
        sorted(
            Map.of(
                "clients", proxy("ClientConnections", "Sum"),
                "connections", proxy("DatabaseConnections", "Sum"),
                "borrowed", writer("DatabaseConnectionsCurrentlyBorrowed"),
                "transactions", writer("DatabaseConnectionsCurrentlyInTransaction"),
                "pinned", writer("DatabaseConnectionsCurrentlySessionPinned"))),
        List.of(
            count("clientsAtOnce", "Clients", "clients"),
            count("borrowedAtOnce", "Borrowed", "borrowed"),
            count("inTransaction", "In transaction", "transactions"),
            count("pinnedAtOnce", "Pinned", "pinned"),
            new Definition(
                MULTIPLEXING,
                "Multiplexing",
                Unit.RATIO,
                "IF(" + atOnce("clients") + " >= " + LEAST_CLIENTS + ", clients / connections)",
                "multiplexing is judged only while there are "
                    + LEAST_CLIENTS
                    + " clients or more")));
  }

  private Group performance() {
    return new Group(
        "Performance",
        sorted(
            Map.of(
                "query", proxy("QueryResponseLatency", "Average"),
                "database", proxy("QueryDatabaseResponseLatency", "Average"),
                "borrow", proxy("DatabaseConnectionsBorrowLatency", "Average"))),
        List.of(
            latency(QUERY_LATENCY, "Query", "query", NOT_MEASURED),
            latency("databaseLatency", "Query in the database", "database", NOT_MEASURED),
            latency(
                BORROW_LATENCY,
                "Borrowing a connection",
                "borrow",
                "nobody has borrowed a connection")));
  }

  private static Definition count(String id, String label, String metric) {
    return new Definition(id, label, Unit.CONNECTIONS, atOnce(metric), NO_CONNECTIONS);
  }

  private static Definition latency(String id, String label, String metric, String noData) {
    return new Definition(id, label, Unit.MILLISECONDS, metric + " / 1000", noData);
  }

  static String atOnce(String id) {
    return "%s / (PERIOD(%s) / 60)".formatted(id, id);
  }

  private Metric proxy(String name, String statistic) {
    return new Metric(name, statistic, sorted(Map.of("ProxyName", proxyName)));
  }

  Metric writer(String name) {
    return new Metric(
        name,
        "Sum",
        sorted(
            Map.of("ProxyName", proxyName, "TargetGroup", "default", "TargetRole", "READ_WRITE")));
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return new TreeMap<>(map);
  }
}
