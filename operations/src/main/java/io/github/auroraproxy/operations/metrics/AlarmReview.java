package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What an alarm makes of a series: three breaching periods in a row set it off, and missing data is
 * no breach.
 *
 * @param latest empty if there is no data
 * @param worst the value nearest to, or farthest over, the threshold; empty if there is no data
 * @param breaching how many of the latest three periods breach
 */
record AlarmReview(
    String name,
    Unit unit,
    String series,
    OptionalDouble latest,
    OptionalDouble worst,
    String threshold,
    double thresholdValue,
    int breaching,
    State state) {

  /** As CloudWatch's, but that no data is told apart. */
  enum State {
    OK("OK"),
    ALARM("ALARM"),
    NO_DATA("no data");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  String text(OptionalDouble value) {
    return value.isPresent() ? unit.text(value.getAsDouble()) : "no data";
  }

  static List<AlarmReview> of(List<SeriesGroup> groups, TimeWindow window) {
    return Arrays.stream(AlarmRule.values())
        .map(rule -> review(rule, find(groups, rule.series()), window))
        .toList();
  }

  private static AlarmReview review(AlarmRule rule, Series series, TimeWindow window) {
    List<Instant> periods = window.periods();
    int breaching =
        (int)
            periods
                .subList(Math.max(0, periods.size() - AlarmRule.EVALUATION_PERIODS), periods.size())
                .stream()
                .filter(time -> rule.isBreachedBy(series.at(time)))
                .count();
    return new AlarmReview(
        rule.title(),
        series.unit(),
        series.id(),
        series.latest(),
        rule.comparison() == AlarmRule.Comparison.ABOVE
            ? series.values().max()
            : series.values().min(),
        rule.symbol() + " " + series.unit().text(rule.threshold()),
        rule.threshold(),
        breaching,
        state(series, breaching));
  }

  private static State state(Series series, int breaching) {
    if (series.points().isEmpty()) {
      return State.NO_DATA;
    }
    return breaching == AlarmRule.EVALUATION_PERIODS ? State.ALARM : State.OK;
  }

  private static Series find(List<SeriesGroup> groups, String id) {
    return groups.stream()
        .flatMap(group -> group.series().stream())
        .filter(series -> series.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
