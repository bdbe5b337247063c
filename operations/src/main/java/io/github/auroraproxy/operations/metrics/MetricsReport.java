package io.github.auroraproxy.operations.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything that was read of a proxy, and how the alarms see it.
 *
 * @param start inclusive
 * @param end exclusive
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

  static MetricsReport of(String proxyName, TimeWindow window, List<SeriesGroup> groups) {
    return new MetricsReport(
        proxyName,
        window.start(),
        window.end(),
        window.period(),
        groups,
        AlarmReview.of(groups, window));
  }

  TimeWindow window() {
    return new TimeWindow(start, end, period);
  }

  boolean isAlarming() {
    return alarms.stream().anyMatch(alarm -> alarm.state() == AlarmReview.State.ALARM);
  }

  boolean isEmpty() {
    return groups.stream()
        .flatMap(group -> group.series().stream())
        .allMatch(series -> series.points().isEmpty());
  }
}
