package io.github.auroraproxy.constructs;

import java.util.List;
import org.immutables.value.Value;

/** Properties of {@link ProxyRole}. */
@Value.Immutable
public interface ProxyRoleProps {

  /** The cluster that the proxy logs in to. */
  AuroraCluster getCluster();

  /** The users that the proxy logs in as, at least one, all of one authentication mode. */
  List<AppUser> getUsers();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyRoleProps}. */
  final class Builder extends ImmutableProxyRoleProps.Builder {}
}
