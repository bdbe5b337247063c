package io.github.auroraproxy.constructs;

import org.immutables.value.Value;

/** A further user of a proxy's database, with a secret of its own. */
@Value.Immutable
public interface ProxyUser extends AppUserOptions {

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link ProxyUser}. */
  final class Builder extends ImmutableProxyUser.Builder {}
}
