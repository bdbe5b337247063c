package io.github.auroraproxy.test.cloudwatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What the nodes of a proxy publish: in each minute any number of samples, or none. */
public final class Samples {

  private final Map<MetricKey, TreeMap<Integer, List<Double>>> byMetric = new HashMap<>();

  /** One sample of each node in one minute. */
  public void put(MetricKey metric, int minute, double... ofNodes) {
    byMetric
        .computeIfAbsent(metric, key -> new TreeMap<>())
        .computeIfAbsent(minute, key -> new ArrayList<>())
        .addAll(Arrays.stream(ofNodes).boxed().toList());
  }

  /** The statistic over the minutes from a start; empty where no node published anything. */
  OptionalDouble statistic(MetricKey metric, String statistic, int start, int minutes) {
    DoubleSummaryStatistics all =
        byMetric
            .getOrDefault(metric, new TreeMap<>())
            .subMap(start, start + minutes)
            .values()
            .stream()
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    if (all.getCount() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (statistic) {
          case "Sum" -> all.getSum();
          case "Average" -> all.getAverage();
          case "Maximum" -> all.getMax();
          case "Minimum" -> all.getMin();
          default -> throw new IllegalArgumentException("no statistic " + statistic);
        });
  }
}
