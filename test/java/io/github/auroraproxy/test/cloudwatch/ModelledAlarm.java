package io.github.auroraproxy.test.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.test.cloudwatch.AlarmState.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** An alarm as its CloudFormation properties describe it, and what it does over a series. */
public final class ModelledAlarm {

  private static final int SECONDS_PER_MINUTE = 60;

  /** One statistic that the alarm reads. */
  private record Statistic(MetricKey metric, String name, int periodSeconds) {}

  private final Map<String, Statistic> statistics = new TreeMap<>();
  private final String expression;
  private final String operator;
  private final double threshold;
  private final int evaluationPeriods;
  private final int datapointsToAlarm;
  private final String missingData;

  /**
   * @param properties the properties of an AWS::CloudWatch::Alarm
   */
  public ModelledAlarm(JsonNode properties) {
    if (properties.has("Metrics")) {
      String found = "";
      for (JsonNode metric : properties.get("Metrics")) {
        if (metric.has("Expression")) {
          found = metric.get("Expression").asText();
        } else {
          JsonNode statistic = metric.get("MetricStat");
          statistics.put(
              metric.get("Id").asText(),
              statistic(statistic.get("Metric"), statistic.get("Stat"), statistic.get("Period")));
        }
      }
      expression = found;
    } else {
      expression = "m1";
      statistics.put(
          expression, statistic(properties, properties.get("Statistic"), properties.get("Period")));
    }
    operator = properties.get("ComparisonOperator").asText();
    threshold = properties.get("Threshold").asDouble();
    evaluationPeriods = properties.get("EvaluationPeriods").asInt();
    datapointsToAlarm = properties.path("DatapointsToAlarm").asInt(evaluationPeriods);
    missingData = properties.path("TreatMissingData").asText("missing");
  }

  /** How many metrics the alarm reads, which is what CloudWatch bills. */
  public int metrics() {
    return statistics.size();
  }

  /**
   * Every change of state, as {@code 15 ALARM} with the minute at which the period was over.
   *
   * @param minutes how long the series is watched
   */
  public List<String> changes(Samples samples, int minutes) {
    List<String> changes = new ArrayList<>();
    AlarmState state = AlarmState.INSUFFICIENT_DATA;
    int period = periodMinutes();
    for (int end = period; end <= minutes; end += period) {
      AlarmState next =
          AlarmState.of(range(samples, end), evaluationPeriods, datapointsToAlarm, missingData);
      if (next != state) {
        changes.add(end + " " + next);
        state = next;
      }
    }
    return changes;
  }

  private List<Point> range(Samples samples, int end) {
    int length = evaluationPeriods + AlarmState.LOOK_BACK;
    return IntStream.rangeClosed(1, length)
        .mapToObj(index -> point(samples, end - (length - index + 1) * periodMinutes()))
        .toList();
  }

  private Point point(Samples samples, int start) {
    Map<String, OptionalDouble> values = new HashMap<>();
    statistics.forEach(
        (id, of) ->
            values.put(id, samples.statistic(of.metric(), of.name(), start, periodMinutes())));
    OptionalDouble value = MetricMath.point(expression, values, periodSeconds());
    if (value.isEmpty()) {
      return Point.MISSING;
    }
    return breaches(value.getAsDouble()) ? Point.BREACHING : Point.WITHIN;
  }

  private boolean breaches(double value) {
    return switch (operator) {
      case "GreaterThanThreshold" -> value > threshold;
      case "LessThanThreshold" -> value < threshold;
      default -> throw new IllegalArgumentException("no operator " + operator);
    };
  }

  private int periodMinutes() {
    return periodSeconds() / SECONDS_PER_MINUTE;
  }

  private int periodSeconds() {
    List<Integer> periods =
        statistics.values().stream().map(Statistic::periodSeconds).distinct().toList();
    if (periods.size() != 1) {
      throw new IllegalStateException("an alarm whose metrics have several periods: " + periods);
    }
    return periods.get(0);
  }

  private static Statistic statistic(JsonNode metric, JsonNode statistic, JsonNode period) {
    Map<String, String> dimensions = new TreeMap<>();
    for (JsonNode dimension : metric.get("Dimensions")) {
      dimensions.put(dimension.get("Name").asText(), dimension.get("Value").asText());
    }
    return new Statistic(
        new MetricKey(metric.get("MetricName").asText(), dimensions),
        statistic.asText(),
        period.asInt());
  }
}
