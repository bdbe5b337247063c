package io.github.auroraproxy.constructs.monitoring;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.sns.ITopic;

/** Properties of {@link ProxyAlarms}. */
@Value.Immutable
@SuppressWarnings("immutables:subtype")
public interface ProxyAlarmsProps extends AlarmSettings {

  /** The proxy's name. The names of the alarms begin with it. */
  String getProxyName();

  /**
   * Which alarms to make.
   *
   * <p>Default: {@link AlarmSet#STANDARD}.
   */
  @Value.Default
  default AlarmSet getAlarmSet() {
    return AlarmSet.STANDARD;
  }

  /**
   * The topic that is notified when an alarm goes off and when it ends.
   *
   * <p>Default: nobody is notified.
   */
  Optional<ITopic> getTopic();

  /**
   * The proxy's log group, {@code /aws/rds/proxy/NAME}, which has to exist: with {@link
   * AlarmSet#EXTENDED}, refused logins and pinned sessions are counted in it.
   *
   * <p>Default: the log is not counted.
   */
  Optional<ILogGroup> getLogGroup();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyAlarmsProps}. */
  final class Builder extends ImmutableProxyAlarmsProps.Builder {}
}
