package io.github.auroraproxy.constructs.monitoring;

import java.util.Arrays;
import java.util.List;

/** Which alarms {@link ProxyAlarms} makes. */
public enum AlarmSet {
  /** Pool utilization, multiplexing and query latency. */
  STANDARD,
  /**
   * Every {@link ProxyAlarm}; RDS's events of the proxy; refused and pinned, counted in its log.
   */
  EXTENDED;

  /** The alarms of this set. */
  public List<ProxyAlarm> alarms() {
    return Arrays.stream(ProxyAlarm.values())
        .filter(alarm -> alarm.smallestSet().compareTo(this) <= 0)
        .toList();
  }
}
