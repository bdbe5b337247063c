package io.github.auroraproxy.constructs.monitoring;

/** The alarms on a proxy, each with its default period and number of periods. */
public enum ProxyAlarm {
  /** The pool of connections to the writer is nearly full; 3 periods of 5 minutes. */
  POOL_UTILIZATION("PoolUtilization", "pool-utilization-high", AlarmSet.STANDARD, 5, 3),
  /** Too few clients share a database connection; 3 periods of 5 minutes. */
  MULTIPLEXING("Multiplexing", "multiplexing-low", AlarmSet.STANDARD, 5, 3),
  /** Queries are slow; 3 periods of 5 minutes. */
  QUERY_LATENCY("QueryLatency", "query-latency-high", AlarmSet.STANDARD, 5, 3),
  /** Clients wait for a database connection; 3 periods of 5 minutes. */
  BORROW_LATENCY("BorrowLatency", "borrow-latency-high", AlarmSet.EXTENDED, 5, 3),
  /** The proxy refuses logins; 1 period of 5 minutes. */
  FAILED_LOGINS("FailedLogins", "failed-logins-high", AlarmSet.EXTENDED, 5, 1),
  /** The proxy can't reach the writer; 3 periods of 1 minute. */
  WRITER_AVAILABILITY("WriterAvailability", "writer-availability-low", AlarmSet.EXTENDED, 1, 3),
  /** Sessions bound to one client take up the pool; 3 periods of 5 minutes. */
  PINNED_SESSIONS("PinnedSessions", "pinned-sessions-high", AlarmSet.EXTENDED, 5, 3),
  /** The proxy can't open connections to the database; 2 periods of 5 minutes. */
  DATABASE_CONNECTION_FAILURES(
      "DatabaseConnectionFailures", "database-connection-failures-high", AlarmSet.EXTENDED, 5, 2);

  private final String id;
  private final String suffix;
  private final AlarmSet smallestSet;
  private final int periodMinutes;
  private final int evaluationPeriods;

  ProxyAlarm(
      String id, String suffix, AlarmSet smallestSet, int periodMinutes, int evaluationPeriods) {
    this.id = id;
    this.suffix = suffix;
    this.smallestSet = smallestSet;
    this.periodMinutes = periodMinutes;
    this.evaluationPeriods = evaluationPeriods;
  }

  /** What follows the proxy's name and a hyphen in the alarm's name; its anchor in the runbook. */
  public String suffix() {
    return suffix;
  }

  String id() {
    return id;
  }

  AlarmSet smallestSet() {
    return smallestSet;
  }

  int periodMinutes() {
    return periodMinutes;
  }

  int evaluationPeriods() {
    return evaluationPeriods;
  }
}
