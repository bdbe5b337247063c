package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import io.github.auroraproxy.operations.metrics.Series.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** Reads a proxy's metrics, one call per group, and its alarms. */
final class MetricsReader {

  private final CloudWatchClient cloudWatch;

  MetricsReader(CloudWatchClient cloudWatch) {
    this.cloudWatch = cloudWatch;
  }

  MetricsReport read(String proxyName, TimeWindow window) {
    List<SeriesGroup> groups = new ArrayList<>();
    for (Group group : new ProxyMetricGroups(proxyName).all()) {
      groups.add(read(group, window));
    }
    return MetricsReport.of(
        proxyName, window, groups, DeployedAlarm.ofProxy(proxyName, cloudWatch));
  }

  SeriesGroup read(Group group, TimeWindow window) {
    Map<String, NavigableMap<Instant, Double>> values = new HashMap<>();
    for (MetricDataResult result :
        cloudWatch
            .getMetricDataPaginator(
                request ->
                    request
                        .metricDataQueries(group.queries(window.periodSeconds()))
                        .startTime(window.start())
                        .endTime(window.end())
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING))
            .metricDataResults()) {
      NavigableMap<Instant, Double> ofSeries =
          values.computeIfAbsent(result.id(), id -> new TreeMap<>());
      for (int i = 0; i < result.timestamps().size(); i++) {
        ofSeries.put(window.periodOf(result.timestamps().get(i)), result.values().get(i));
      }
    }
    return new SeriesGroup(
        group.title(),
        group.definitions().stream()
            .map(
                definition ->
                    Series.of(
                        definition, points(values.getOrDefault(definition.id(), new TreeMap<>()))))
            .toList());
  }

  private static List<Point> points(NavigableMap<Instant, Double> values) {
    return values.entrySet().stream()
        .map(entry -> new Point(entry.getKey(), entry.getValue()))
        .toList();
  }
}
