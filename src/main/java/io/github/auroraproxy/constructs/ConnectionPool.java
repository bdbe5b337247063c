package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Known;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;

/**
 * The proxy's pool of connections to the database. There are no session pinning filters here, since
 * RDS Proxy has none for PostgreSQL.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-connections.html">
 *     RDS Proxy connection considerations</a>
 */
@Value.Immutable
public interface ConnectionPool {

  /**
   * How long a client waits for a connection when all are in use, 0 to 300 seconds.
   *
   * <p>Default: 120 seconds.
   */
  @Value.Default
  default Duration getBorrowTimeout() {
    return Duration.seconds(120);
  }

  /**
   * Percent of the database's {@code max_connections} that the pool may open, 1 to 100. The proxies
   * of one cluster share these connections.
   *
   * <p>Default: 100.
   */
  @Value.Default
  default Number getMaxConnectionsPercent() {
    return 100;
  }

  /**
   * Percent of the database's {@code max_connections} that the pool keeps open while idle, 0 to
   * {@link #getMaxConnectionsPercent()}.
   *
   * <p>Default: half of that, rounded down. If it is known at deployment only, RDS computes the
   * half.
   */
  Optional<Number> getMaxIdleConnectionsPercent();

  /**
   * One or more {@code SET} statements that the proxy runs on each connection that it opens, such
   * as {@code SET TimeZone='UTC'}.
   *
   * <p>Default: nothing.
   */
  Optional<String> getInitQuery();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** The percentage of idle connections in the template; empty if RDS has to compute it. */
  default Optional<Number> idlePercent() {
    return getMaxIdleConnectionsPercent()
        .or(
            () ->
                Optional.of(getMaxConnectionsPercent())
                    .filter(Known::number)
                    .map(most -> most.intValue() / 2));
  }

  /** Builds a {@link ConnectionPool}. */
  final class Builder extends ImmutableConnectionPool.Builder {}
}
