package io.github.auroraproxy.operations.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * Metrics that are read in one call, and what is computed from them.
 *
 * @param metrics what the expressions call each metric
 */
record Group(String title, Map<String, Metric> metrics, List<Definition> definitions) {

  /** A metric of the namespace {@code AWS/RDS}. */
  record Metric(String name, String statistic, Map<String, String> dimensions) {}

  List<MetricDataQuery> queries(int periodSeconds) {
    List<MetricDataQuery> queries = new ArrayList<>();
    metrics.forEach((id, metric) -> queries.add(query(id, metric, periodSeconds)));
    for (Definition definition : definitions) {
      queries.add(
          MetricDataQuery.builder()
              .id(definition.id())
              .expression(definition.expression())
              .label(definition.label())
              .build());
    }
    return queries;
  }

  private static MetricDataQuery query(String id, Metric metric, int periodSeconds) {
    List<Dimension> dimensions =
        metric.dimensions().entrySet().stream()
            .map(entry -> Dimension.builder().name(entry.getKey()).value(entry.getValue()).build())
            .toList();
    return MetricDataQuery.builder()
        .id(id)
        .returnData(false)
        .metricStat(
            stat ->
                stat.metric(
                        m ->
                            m.namespace("AWS/RDS").metricName(metric.name()).dimensions(dimensions))
                    .stat(metric.statistic())
                    .period(periodSeconds))
        .build();
  }
}
