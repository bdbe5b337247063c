package io.github.auroraproxy.test;

import io.github.auroraproxy.test.cloudwatch.MetricKey;
import io.github.auroraproxy.test.cloudwatch.Samples;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What a proxy of three nodes in front of one writer and two idle readers publishes, minute by
 * minute. Counts are spread over the nodes unevenly, as clients are.
 */
final class ProxyTraffic {

  private static final double POOL_OF_AN_INSTANCE = 900;
  private static final double IDLE_CONNECTIONS_TO_READERS = 6;
  private static final double[] SHARES_OF_NODES = {0.2, 0.3, 0.5};

  private static final Map<String, String> PROXY = Map.of("ProxyName", "orders");
  private static final Map<String, String> WRITER = role("READ_WRITE");
  private static final Map<String, String> READERS = role("READ_ONLY");

  private final Samples samples = new Samples();

  Samples samples() {
    return samples;
  }

  /** A pool of which so many percent of the connections to the writer are open. */
  ProxyTraffic writerPool(int from, int to, double percent) {
    double open = POOL_OF_AN_INSTANCE * percent / 100;
    count(from, to, "DatabaseConnections", WRITER, open);
    count(from, to, "DatabaseConnections", READERS, IDLE_CONNECTIONS_TO_READERS);
    count(from, to, "DatabaseConnections", PROXY, open + IDLE_CONNECTIONS_TO_READERS);
    return allowed(from, to);
  }

  /** What the pool may open, which is published before the first connection is. */
  ProxyTraffic allowed(int from, int to) {
    count(from, to, "MaxDatabaseConnectionsAllowed", WRITER, POOL_OF_AN_INSTANCE);
    count(from, to, "MaxDatabaseConnectionsAllowed", READERS, 2 * POOL_OF_AN_INSTANCE);
    return count(from, to, "MaxDatabaseConnectionsAllowed", PROXY, 3 * POOL_OF_AN_INSTANCE);
  }

  /** Clients that share database connections. */
  ProxyTraffic clients(int from, int to, double clients, double databaseConnections) {
    count(from, to, "ClientConnections", PROXY, clients);
    return count(from, to, "DatabaseConnections", PROXY, databaseConnections);
  }

  /** Percent of the writer's pool whose sessions are pinned. */
  ProxyTraffic pinned(int from, int to, double percent) {
    count(
        from,
        to,
        "DatabaseConnectionsCurrentlySessionPinned",
        WRITER,
        POOL_OF_AN_INSTANCE * percent / 100);
    return allowed(from, to);
  }

  /** A latency around the given one: each node has its own. */
  ProxyTraffic latency(int from, int to, String metric, Duration average) {
    double microseconds = average.toNanos() / 1000.0;
    for (int minute = from; minute < to; minute++) {
      samples.put(
          new MetricKey(metric, PROXY),
          minute,
          microseconds * 0.8,
          microseconds,
          microseconds * 1.2);
    }
    return this;
  }

  /** How available the writer was to each node. */
  ProxyTraffic writerAvailability(int from, int to, double percent) {
    for (int minute = from; minute < to; minute++) {
      samples.put(new MetricKey("AvailabilityPercentage", WRITER), minute, percent, percent);
    }
    return this;
  }

  /** Events on the whole proxy, so many a minute. */
  ProxyTraffic events(int from, int to, String metric, double perMinute) {
    return count(from, to, metric, PROXY, perMinute);
  }

  private ProxyTraffic count(
      int from, int to, String metric, Map<String, String> dimensions, double total) {
    for (int minute = from; minute < to; minute++) {
      samples.put(
          new MetricKey(metric, dimensions),
          minute,
          Arrays.stream(SHARES_OF_NODES).map(share -> share * total).toArray());
    }
    return this;
  }

  private static Map<String, String> role(String role) {
    return Map.of("ProxyName", "orders", "TargetGroup", "default", "TargetRole", role);
  }
}
