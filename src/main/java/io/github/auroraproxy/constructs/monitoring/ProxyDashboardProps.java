package io.github.auroraproxy.constructs.monitoring;

import java.util.Optional;
import org.immutables.value.Value;

/** Properties of {@link ProxyDashboard}. */
@Value.Immutable
public interface ProxyDashboardProps {

  /** The proxy's name. */
  String getProxyName();

  /**
   * The dashboard's name: 1 to 255 letters, digits, hyphens and underscores.
   *
   * <p>Default: the proxy's.
   */
  Optional<String> getDashboardName();

  /**
   * The alarms whose states and thresholds are drawn.
   *
   * <p>Default: none, and the graphs have no thresholds.
   */
  Optional<ProxyAlarms> getAlarms();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyDashboardProps}. */
  final class Builder extends ImmutableProxyDashboardProps.Builder {}
}
