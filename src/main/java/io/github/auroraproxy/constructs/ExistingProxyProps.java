package io.github.auroraproxy.constructs;

import org.immutables.value.Value;

/** Properties of {@link ExistingProxy}. */
@Value.Immutable
public interface ExistingProxyProps extends ProxyOptions {

  /** The proxy's name, in the stack's account and region. */
  String getProxyName();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ExistingProxyProps}. */
  final class Builder extends ImmutableExistingProxyProps.Builder {}
}
