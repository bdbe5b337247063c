package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sns.ITopic;

/** Properties of {@link ProxyAlarms}. */
@Value.Immutable
public interface ProxyAlarmsProps {

  /** The proxy's name. The names of the alarms begin with it. */
  String getProxyName();

  /**
   * Percent of the writer's connections in use above which the pool is too full, 1 to 100.
   *
   * <p>Default: 80.
   */
  @Value.Default
  default int getPoolUtilizationPercent() {
    return 80;
  }

  /**
   * Clients per database connection below which the proxy multiplexes too little, at least 1.
   *
   * <p>Default: 2.
   */
  @Value.Default
  default int getMultiplexingRatio() {
    return 2;
  }

  /**
   * Client connections, on average, below which multiplexing is not judged, at least 1.
   *
   * <p>Default: 10.
   */
  @Value.Default
  default int getLeastClients() {
    return 10;
  }

  /**
   * Average query latency above which queries are too slow, at least one millisecond.
   *
   * <p>Default: 1 second.
   */
  @Value.Default
  default Duration getQueryLatency() {
    return Duration.seconds(1);
  }

  /**
   * Told when an alarm goes off, and when it is over.
   *
   * <p>Default: nobody is told.
   */
  Optional<ITopic> getTopic();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyAlarmsProps}. */
  final class Builder extends ImmutableProxyAlarmsProps.Builder {}
}
