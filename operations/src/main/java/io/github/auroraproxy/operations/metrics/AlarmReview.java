package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An alarm of the proxy, its state, and the values that it compares.
 *
 * @param name the alarm's name
 * @param series the id of the series that the alarm compares; empty if the report has none
 * @param unit of the series
 * @param latest empty if the report has no such series, or the series no data
 * @param worst the value nearest to the threshold, or farthest beyond it; empty as {@code latest}
 * @param threshold with the comparison, as in {@code > 80.0}
 * @param thresholdValue in the unit of the series; empty for an alarm on an anomaly
 * @param state as CloudWatch has it: OK, ALARM or INSUFFICIENT_DATA
 * @param stateReason what brought the alarm into its state
 */
record AlarmReview(
    String name,
    Optional<String> series,
    Optional<Unit> unit,
    OptionalDouble latest,
    OptionalDouble worst,
    String threshold,
    OptionalDouble thresholdValue,
    String state,
    String stateReason) {

  private static final String ALARM = "ALARM";

  boolean isRinging() {
    return state.equals(ALARM);
  }

  /** The symbol of the unit; empty if the report has no such series. */
  String symbol() {
    return unit.map(Unit::symbol).orElse("");
  }

  /** A value in the unit of the series. */
  String text(OptionalDouble value) {
    if (series.isEmpty()) {
      return "not shown";
    }
    return value.isPresent() ? text(unit, value.getAsDouble()) : "no data";
  }

  static List<AlarmReview> of(List<DeployedAlarm> alarms, List<SeriesGroup> groups) {
    return alarms.stream().map(alarm -> review(alarm, groups)).toList();
  }

  private static AlarmReview review(DeployedAlarm alarm, List<SeriesGroup> groups) {
    Optional<Series> series = alarm.series().map(alarmed -> find(groups, alarmed.id()));
    Optional<Unit> unit = series.map(Series::unit);
    OptionalDouble threshold = alarm.shownThreshold();
    return new AlarmReview(
        alarm.name(),
        series.map(Series::id),
        unit,
        series.map(Series::latest).orElse(OptionalDouble.empty()),
        series
            .map(known -> alarm.isBreachedAbove() ? known.values().max() : known.values().min())
            .orElse(OptionalDouble.empty()),
        threshold.isPresent()
            ? alarm.comparison() + " " + text(unit, threshold.getAsDouble())
            : alarm.comparison(),
        threshold,
        alarm.state(),
        alarm.stateReason());
  }

  private static String text(Optional<Unit> unit, double value) {
    return unit.map(known -> known.text(value))
        .orElseGet(() -> String.format(Locale.ROOT, "%.1f", value));
  }

  private static Series find(List<SeriesGroup> groups, String id) {
    return groups.stream()
        .flatMap(group -> group.series().stream())
        .filter(series -> series.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
