package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;

/** Properties of {@link ProxyDashboard}. */
@Value.Immutable
public interface ProxyDashboardProps {

  /** The proxy's name, which is the dashboard's too. */
  String getProxyName();

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
