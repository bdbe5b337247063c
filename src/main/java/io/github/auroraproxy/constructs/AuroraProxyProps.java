package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;

/** Properties of {@link AuroraProxy}. */
@Value.Immutable
public interface AuroraProxyProps extends ProxyOptions {

  /**
   * The proxy's name, 1 to 63 letters, digits and single hyphens. The alarms, the dashboard and the
   * log group carry it. Another name replaces the proxy.
   *
   * <p>Default: the cluster's name and {@code -proxy}; where CloudFormation names the cluster, a
   * unique name made from the construct's path.
   */
  Optional<String> getProxyName();

  /**
   * How long a client connection may be idle before the proxy closes it, 60 to 28 800 seconds.
   *
   * <p>Default: 1 800 seconds.
   */
  @Value.Default
  default Duration getIdleClientTimeout() {
    return Duration.seconds(1800);
  }

  /**
   * The proxy's pool of connections to the database.
   *
   * <p>Default: the defaults of {@link ConnectionPool}.
   */
  @Value.Default
  default ConnectionPool getConnectionPool() {
    return ConnectionPool.builder().build();
  }

  /**
   * Whether to add an endpoint that sends its clients to the cluster's readers.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isReadOnlyEndpoint() {
    return false;
  }

  /**
   * Whether to make a managed policy that allows whoever gets it, such as a group of people, to log
   * in to the proxy as any of its users.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isConnectPolicy() {
    return false;
  }

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraProxyProps}. */
  final class Builder extends ImmutableAuroraProxyProps.Builder {}
}
