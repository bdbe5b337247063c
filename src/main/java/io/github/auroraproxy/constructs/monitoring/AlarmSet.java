package io.github.auroraproxy.constructs.monitoring;

import java.util.Arrays;
import java.util.List;

/** A set of alarms that {@link ProxyAlarms} creates. */
public enum AlarmSet {
  /** Pool utilization, multiplexing and query latency. */
  STANDARD,
  /** Every {@link ProxyAlarm}; RDS's events of the proxy; metrics from its log. */
  EXTENDED;

  /** The alarms of this set. */
  public List<ProxyAlarm> alarms() {
    return Arrays.stream(ProxyAlarm.values())
        .filter(alarm -> alarm.smallestSet().compareTo(this) <= 0)
        .toList();
  }
}
