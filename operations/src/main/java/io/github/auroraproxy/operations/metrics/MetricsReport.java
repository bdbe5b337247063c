package io.github.auroraproxy.operations.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The metrics and the alarms of a proxy.
 *
 * @param start inclusive
 * @param end exclusive
 * @param period the time that each value is about
 * @param alarms those that read metrics of the proxy
 */
record MetricsReport(
    String proxyName,
    Instant start,
    Instant end,
    Duration period,
    List<SeriesGroup> groups,
    List<AlarmReview> alarms) {

  /** Series that belong together. */
  record SeriesGroup(String title, List<Series> series) {}

  static MetricsReport of(
      String proxyName, TimeWindow window, List<SeriesGroup> groups, List<DeployedAlarm> alarms) {
    return new MetricsReport(
        proxyName,
        window.start(),
        window.end(),
        window.period(),
        groups,
        AlarmReview.of(alarms, groups));
  }

  TimeWindow window() {
    return new TimeWindow(start, end, period);
  }

  boolean isAlarming() {
    return alarms.stream().anyMatch(AlarmReview::isRinging);
  }

  boolean isEmpty() {
    return groups.stream()
        .flatMap(group -> group.series().stream())
        .allMatch(series -> series.points().isEmpty());
  }
}
