package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.metrics.DeployedAlarm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Whether alarms watch the pool, the multiplexing and the latency, and none is ringing. */
final class AlarmsCheck implements Check {

  /** In microseconds: nobody wants to be told of every query over 10 ms. */
  private static final double SHORTEST_LATENCY = 10_000;

  /** What an alarm is to watch, and how its metrics tell that it does. */
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
  public List<Finding> examine(ExaminedProxy examined) {
    String proxyName = examined.proxy().dbProxyName();
    List<DeployedAlarm> alarms = DeployedAlarm.ofProxy(proxyName, examined.aws().cloudWatch());
    List<Finding> findings = new ArrayList<>();
    WATCHED.forEach(
        (what, reads) -> {
          if (alarms.stream().noneMatch(alarm -> reads.test(alarm.metricNames()))) {
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

  private void examine(DeployedAlarm alarm, List<Finding> findings) {
    if (alarm.isRinging()) {
      findings.add(
          Finding.warning(
              name(),
              alarm.name() + " is ringing: " + alarm.stateReason(),
              "See the metrics: aurora-proxy metrics"));
    }
    if (alarm.metricNames().equals(Set.of("QueryResponseLatency"))
        && alarm.threshold().orElse(SHORTEST_LATENCY) < SHORTEST_LATENCY) {
      findings.add(
          Finding.warning(
              name(),
              String.format(
                  Locale.ROOT,
                  "%s goes off at %.0f, which are microseconds.",
                  alarm.name(),
                  alarm.threshold().orElseThrow()),
              "Set the threshold in microseconds: 1000000 for one second."));
    }
    if (alarm.metricNames().size() > 1 && alarm.statistics().size() > 1) {
      findings.add(
          Finding.warning(
              name(),
              alarm.name() + " divides different statistics: " + alarm.statistics() + ".",
              "Use Sum for both metrics: a sum counts every minute of the period, a maximum one."));
    }
  }
}
