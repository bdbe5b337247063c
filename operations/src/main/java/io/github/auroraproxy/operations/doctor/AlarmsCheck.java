package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.metrics.AlarmedSeries;
import io.github.auroraproxy.operations.metrics.DeployedAlarm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether alarms watch the pool, the multiplexing and the latency, and none is ringing. */
final class AlarmsCheck implements Check {

  /** In microseconds: nobody wants to be told of every query over 10 ms. */
  private static final double SHORTEST_LATENCY = 10_000;

  /** What an alarm is to watch, and the series of which it has to read one. */
  private static final Map<String, List<AlarmedSeries>> WATCHED = watched();

  private static Map<String, List<AlarmedSeries>> watched() {
    Map<String, List<AlarmedSeries>> watched = new LinkedHashMap<>();
    watched.put("pool utilization", List.of(AlarmedSeries.POOL_UTILIZATION));
    watched.put("multiplexing", List.of(AlarmedSeries.MULTIPLEXING));
    watched.put("latency", List.of(AlarmedSeries.QUERY_LATENCY, AlarmedSeries.BORROW_LATENCY));
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
        (what, watched) -> {
          if (alarms.stream()
              .map(DeployedAlarm::metricNames)
              .noneMatch(names -> watched.stream().anyMatch(s -> s.isReadWith(names)))) {
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
