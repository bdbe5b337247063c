package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.Group.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** The connections to a cluster's writer that do not come from its proxy. */
public final class DirectConnections {

  private static final Duration SINCE = Duration.ofHours(1);
  private static final int PERIOD_SECONDS = 300;

  private final MetricsReader reader;

  /** Reads from CloudWatch. */
  public DirectConnections(CloudWatchClient cloudWatch) {
    reader = new MetricsReader(cloudWatch);
  }

  /** The average of the last hour; empty if CloudWatch has none. */
  public OptionalDouble average(String proxyName, String cluster, Instant now) {
    Group group =
        new Group(
            "Direct connections",
            new TreeMap<>(
                Map.of(
                    "total",
                    new Metric(
                        "DatabaseConnections",
                        "Average",
                        new TreeMap<>(Map.of("DBClusterIdentifier", cluster, "Role", "WRITER"))),
                    "proxied",
                    new ProxyMetricGroups(proxyName).writer("DatabaseConnections"))),
            List.of(
                new Definition(
                    "direct",
                    "Direct connections",
                    Unit.CONNECTIONS,
                    "total - " + ProxyMetricGroups.atOnce("proxied"),
                    "")));
    return reader.read(group, TimeWindow.until(now, SINCE, PERIOD_SECONDS)).series().stream()
        .flatMapToDouble(Series::values)
        .average();
  }
}
