package io.github.auroraproxy.operations.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** Whether alarms watch the pool, the multiplexing and the latency, and none is ringing. */
final class AlarmsCheck implements Check {

  /** In microseconds: nobody wants to be told of every query over 10 ms. */
  private static final double SHORTEST_LATENCY = 10_000;

  /** What is watched, and the metrics that its alarm reads. */
  private static final Map<String, Predicate<Set<String>>> WATCHED = watched();

  private static Map<String, Predicate<Set<String>>> watched() {
    Map<String, Predicate<Set<String>>> watched = new LinkedHashMap<>();
    watched.put(
        "pool utilization",
        names -> names.containsAll(Set.of("DatabaseConnections", "MaxDatabaseConnectionsAllowed")));
    watched.put(
        "multiplexing",
        names -> names.containsAll(Set.of("ClientConnections", "DatabaseConnections")));
    watched.put(
        "latency",
        names ->
            names.contains("QueryResponseLatency")
                || names.contains("DatabaseConnectionsBorrowLatency"));
    return watched;
  }

  @Override
  public String name() {
    return "Alarms";
  }

  @Override
  public List<Finding> examine(Patient patient) {
    String proxyName = patient.proxy().dbProxyName();
    List<MetricAlarm> alarms =
        patient.aws().cloudWatch().describeAlarmsPaginator().metricAlarms().stream()
            .filter(alarm -> metrics(alarm).stream().anyMatch(metric -> isOf(proxyName, metric)))
            .toList();
    List<Finding> findings = new ArrayList<>();
    WATCHED.forEach(
        (what, reads) -> {
          if (alarms.stream().noneMatch(alarm -> reads.test(names(alarm)))) {
            findings.add(
                Finding.warning(
                    name(),
                    "No alarm watches the " + what + " of " + proxyName + ".",
                    "Deploy the stack's alarms, or add the construct ProxyAlarms to yours."));
          }
        });
    alarms.forEach(alarm -> examine(alarm, findings));
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(name(), alarms.size() + " alarms watch the proxy, and none is ringing."));
    }
    return findings;
  }

  private void examine(MetricAlarm alarm, List<Finding> findings) {
    if (alarm.stateValue() == StateValue.ALARM) {
      findings.add(
          Finding.warning(
              name(),
              alarm.alarmName() + " is ringing: " + alarm.stateReason(),
              "See the metrics: aurora-proxy metrics"));
    }
    if (names(alarm).equals(Set.of("QueryResponseLatency"))
        && alarm.threshold() != null
        && alarm.threshold() < SHORTEST_LATENCY) {
      findings.add(
          Finding.warning(
              name(),
              "%s goes off at %.0f, which are microseconds."
                  .formatted(alarm.alarmName(), alarm.threshold()),
              "Set the threshold in microseconds: 1000000 for one second."));
    }
    if (metrics(alarm).size() > 1 && statistics(alarm).size() > 1) {
      findings.add(
          Finding.warning(
              name(),
              alarm.alarmName() + " divides different statistics: " + statistics(alarm) + ".",
              "Use Sum for both metrics: a sum counts every minute of the period, a maximum one."));
    }
  }

  private static List<Metric> metrics(MetricAlarm alarm) {
    if (alarm.metricName() != null) {
      return List.of(
          Metric.builder().metricName(alarm.metricName()).dimensions(alarm.dimensions()).build());
    }
    return alarm.metrics().stream()
        .map(MetricDataQuery::metricStat)
        .filter(Objects::nonNull)
        .map(stat -> stat.metric())
        .toList();
  }

  private static Set<String> statistics(MetricAlarm alarm) {
    return alarm.metrics().stream()
        .map(MetricDataQuery::metricStat)
        .filter(Objects::nonNull)
        .map(stat -> stat.stat())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(MetricAlarm alarm) {
    return metrics(alarm).stream().map(Metric::metricName).collect(Collectors.toSet());
  }

  private static boolean isOf(String proxyName, Metric metric) {
    return metric
        .dimensions()
        .contains(Dimension.builder().name("ProxyName").value(proxyName).build());
  }
}
