package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The name of a cluster to look up, and what a look-up can't know. */
@Value.Immutable
public interface AuroraClusterLookup {

  /** The cluster's name, in the stack's account and region. */
  String getClusterName();

  /**
   * The complete ARN of the secret of the admin, a user that may create databases and roles: JSON
   * with {@code username} and {@code password}.
   *
   * <p>Default: the secret that RDS manages for the master user. A cluster without one needs this.
   */
  Optional<String> getAdminSecretArn();

  /**
   * The ARN of the customer managed key that encrypts {@link #getAdminSecretArn()}.
   *
   * <p>Default: the AWS managed key, {@code aws/secretsmanager}. The key of a secret that RDS
   * manages is looked up.
   */
  Optional<String> getAdminSecretKeyArn();

  /**
   * The ids of the subnets for the proxy and the database function, in at least two Availability
   * Zones.
   *
   * <p>Default: those of the cluster's subnet group.
   */
  List<String> getSubnetIds();

  /**
   * The ids of private subnets for the database function alone.
   *
   * <p>Default: {@link #getSubnetIds()}.
   */
  List<String> getFunctionSubnetIds();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraClusterLookup}. */
  final class Builder extends ImmutableAuroraClusterLookup.Builder {}
}
