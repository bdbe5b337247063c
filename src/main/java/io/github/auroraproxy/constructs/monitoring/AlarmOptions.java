package io.github.auroraproxy.constructs.monitoring;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sns.ITopic;

/** Options of one alarm: its period, its topic and its runbook. */
@Value.Immutable
public interface AlarmOptions {

  /**
   * The period that makes one data point: whole minutes; evaluation periods and period together no
   * more than a day.
   *
   * <p>Default: as {@link ProxyAlarm} says.
   */
  Optional<Duration> getPeriod();

  /**
   * How many of the latest periods are looked at, at least 1.
   *
   * <p>Default: as {@link ProxyAlarm} says.
   */
  Optional<Number> getEvaluationPeriods();

  /**
   * How many of those must breach the threshold, 1 to the number of evaluation periods.
   *
   * <p>Default: all of them.
   */
  Optional<Number> getDatapointsToAlarm();

  /**
   * The topic that is notified when the alarm goes off and when it ends.
   *
   * <p>Default: {@link ProxyAlarmsProps#getTopic()}.
   */
  Optional<ITopic> getTopic();

  /**
   * The page that says what to do.
   *
   * <p>Default: the alarm's section under {@link ProxyAlarmsProps#getRunbookUrl()}.
   */
  Optional<String> getRunbookUrl();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AlarmOptions}. */
  final class Builder extends ImmutableAlarmOptions.Builder {}
}
