package io.github.auroraproxy.constructs.monitoring;

import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;

/** Thresholds, names and runbook of the alarms of a proxy. */
@Value.Immutable
public interface AlarmSettings {

  /**
   * The alarm threshold of the percentage of the writer's connections in use, 1 to 100.
   *
   * <p>Default: 80.
   */
  @Value.Default
  default Number getPoolUtilizationPercent() {
    return 80;
  }

  /**
   * The alarm threshold of clients per database connection, at least 1. The alarm goes off below
   * it.
   *
   * <p>Default: 2.
   */
  @Value.Default
  default Number getMultiplexingRatio() {
    return 2;
  }

  /**
   * The average number of client connections below which the multiplexing alarm has no data, at
   * least 1.
   *
   * <p>Default: 10.
   */
  @Value.Default
  default Number getLeastClients() {
    return 10;
  }

  /**
   * The alarm threshold of the average query latency, at least one millisecond.
   *
   * <p>Default: 1 second.
   */
  @Value.Default
  default Duration getQueryLatency() {
    return Duration.seconds(1);
  }

  /**
   * The alarm threshold of the average time to obtain a database connection, at least one
   * millisecond.
   *
   * <p>Default: 500 milliseconds.
   */
  @Value.Default
  default Duration getBorrowLatency() {
    return Duration.millis(500);
  }

  /**
   * The alarm threshold of refused logins in a period, at least 0.
   *
   * <p>Default: 10.
   */
  @Value.Default
  default Number getFailedLogins() {
    return 10;
  }

  /**
   * The alarm threshold of the percentage of time in which the writer is available, 1 to 100. The
   * alarm goes off below it.
   *
   * <p>Default: 90.
   */
  @Value.Default
  default Number getWriterAvailabilityPercent() {
    return 90;
  }

  /**
   * The alarm threshold of the percentage of the writer's pool that is pinned to single clients, 1
   * to 100.
   *
   * <p>Default: 30.
   */
  @Value.Default
  default Number getPinnedSessionsPercent() {
    return 30;
  }

  /**
   * The alarm threshold of failed attempts to open a database connection in a period, at least 0.
   *
   * <p>Default: 5.
   */
  @Value.Default
  default Number getDatabaseConnectionFailures() {
    return 5;
  }

  /**
   * The page that says what to do, with a section for each alarm under the anchor {@link
   * ProxyAlarm#suffix()}. The alarm's description holds the link.
   *
   * <p>Default: this library's own runbook.
   */
  @Value.Default
  default String getRunbookUrl() {
    return "https://github.com/auroraproxy/aurora-proxy/blob/main/docs/runbook.md";
  }

  /**
   * What the alarms' names begin with, followed by a hyphen and {@link ProxyAlarm#suffix()}; at
   * most 200 characters.
   *
   * <p>Default: the proxy's name.
   */
  Optional<String> getNamePrefix();

  /**
   * Whether RDS's events of the proxy go to the topic of the alarms, with {@link
   * AlarmSet#EXTENDED}: too few free addresses in its subnets, and connections that it throttled.
   * The topic's policy has to let {@code events.rds.amazonaws.com} publish, as SNS's own does.
   *
   * <p>Default: yes.
   */
  @Value.Default
  default boolean isProxyEvents() {
    return true;
  }

  /**
   * Options of single alarms.
   *
   * <p>Default: nothing.
   */
  Map<ProxyAlarm, AlarmOptions> getOptions();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AlarmSettings}. */
  final class Builder extends ImmutableAlarmSettings.Builder {}
}
