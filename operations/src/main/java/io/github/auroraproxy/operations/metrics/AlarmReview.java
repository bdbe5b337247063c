package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

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

  static final int EVALUATION_PERIODS = 3;
  static final double UTILIZATION_PERCENT = 80;
  static final double MULTIPLEXING_RATIO = 2;
  static final double LATENCY_MILLISECONDS = 1000;

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
    return List.of(
        above(
            "Pool utilization",
            find(groups, ProxyMetricGroups.UTILIZATION),
            UTILIZATION_PERCENT,
            window),
        below(
            "Multiplexing",
            find(groups, ProxyMetricGroups.MULTIPLEXING),
            MULTIPLEXING_RATIO,
            window),
        above(
            "Query latency",
            find(groups, ProxyMetricGroups.QUERY_LATENCY),
            LATENCY_MILLISECONDS,
            window));
  }

  private static AlarmReview above(
      String name, Series series, double threshold, TimeWindow window) {
    return review(
        name, series, series.values().max(), ">", threshold, value -> value > threshold, window);
  }

  private static AlarmReview below(
      String name, Series series, double threshold, TimeWindow window) {
    return review(
        name, series, series.values().min(), "<", threshold, value -> value < threshold, window);
  }

  private static AlarmReview review(
      String name,
      Series series,
      OptionalDouble worst,
      String comparison,
      double threshold,
      DoublePredicate breaches,
      TimeWindow window) {
    List<Instant> periods = window.periods();
    int breaching =
        (int)
            periods
                .subList(Math.max(0, periods.size() - EVALUATION_PERIODS), periods.size())
                .stream()
                .filter(time -> breaches.test(series.at(time)))
                .count();
    return new AlarmReview(
        name,
        series.unit(),
        series.id(),
        series.latest(),
        worst,
        comparison + " " + series.unit().text(threshold),
        threshold,
        breaching,
        state(series, breaching));
  }

  private static State state(Series series, int breaching) {
    if (series.points().isEmpty()) {
      return State.NO_DATA;
    }
    return breaching == EVALUATION_PERIODS ? State.ALARM : State.OK;
  }

  private static Series find(List<SeriesGroup> groups, String id) {
    return groups.stream()
        .flatMap(group -> group.series().stream())
        .filter(series -> series.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
