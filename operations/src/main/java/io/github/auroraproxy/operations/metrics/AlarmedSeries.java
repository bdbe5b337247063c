package io.github.auroraproxy.operations.metrics;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The series that an alarm can be about, told by the metrics that the alarm reads. */
public enum AlarmedSeries {
  /** Percent of the writer's connections in use. */
  POOL_UTILIZATION(
      ProxyMetricGroups.UTILIZATION,
      1,
      Set.of("DatabaseConnections", "MaxDatabaseConnectionsAllowed")),
  /** Clients per database connection. */
  MULTIPLEXING(
      ProxyMetricGroups.MULTIPLEXING, 1, Set.of("ClientConnections", "DatabaseConnections")),
  /** Milliseconds; the metric is in microseconds. */
  QUERY_LATENCY(ProxyMetricGroups.QUERY_LATENCY, 1000, Set.of("QueryResponseLatency")),
  /** Milliseconds; the metric is in microseconds. */
  BORROW_LATENCY(
      ProxyMetricGroups.BORROW_LATENCY, 1000, Set.of("DatabaseConnectionsBorrowLatency"));

  private final String id;
  private final double divisor;
  private final Set<String> metrics;

  AlarmedSeries(String id, double divisor, Set<String> metrics) {
    this.id = id;
    this.divisor = divisor;
    this.metrics = metrics;
  }

  /** The id of the query whose values the alarm compares. */
  public String id() {
    return id;
  }

  /** A threshold of the alarm, in the unit in which the series is shown. */
  public double shown(double threshold) {
    return threshold / divisor;
  }

  /** Whether all metrics of the series are among those that an alarm reads. */
  public boolean isReadWith(Set<String> metricNames) {
    return metricNames.containsAll(metrics);
  }

  /** The series of an alarm that reads exactly these metrics. */
  static Optional<AlarmedSeries> of(Set<String> metrics) {
    return Arrays.stream(values()).filter(series -> series.metrics.equals(metrics)).findFirst();
  }
}
