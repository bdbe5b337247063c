package io.github.auroraproxy.constructs;

import java.util.List;
import org.immutables.value.Value;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** Properties of {@link ProxyRole}. */
@Value.Immutable
public interface ProxyRoleProps {

  /** The secrets that the proxy logs in to the database with; at least one. */
  List<ISecret> getSecrets();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyRoleProps}. */
  final class Builder extends ImmutableProxyRoleProps.Builder {}
}
