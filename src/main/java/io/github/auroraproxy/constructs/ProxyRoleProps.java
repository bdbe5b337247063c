package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.iam.IManagedPolicy;

/** Properties of {@link ProxyRole}. */
@Value.Immutable
public interface ProxyRoleProps {

  /** The cluster that the proxy logs in to. */
  AuroraCluster getCluster();

  /** The users that the proxy logs in as, at least one, all of one authentication mode. */
  List<AppUser> getUsers();

  /**
   * The role's name, unique in an account.
   *
   * <p>Default: CloudFormation generates it.
   */
  Optional<String> getRoleName();

  /**
   * The role's path.
   *
   * <p>Default: {@code /}.
   */
  Optional<String> getPath();

  /**
   * The role's permissions boundary.
   *
   * <p>Default: none.
   */
  Optional<IManagedPolicy> getPermissionsBoundary();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ProxyRoleProps}. */
  final class Builder extends ImmutableProxyRoleProps.Builder {}
}
