package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;

/**
 * Where the database function stands in the cluster's VPC. Constructs of one stack and VPC share
 * the function, and the first one places it.
 */
@Value.Immutable
public interface FunctionNetwork {

  /**
   * Private subnets that reach the cluster, and Secrets Manager by a NAT or an interface endpoint.
   *
   * <p>Default: the cluster's.
   */
  Optional<SubnetSelection> getSubnets();

  /**
   * A security group that may reach Secrets Manager on port 443; the way to the cluster is added.
   *
   * <p>Default: a new one.
   */
  Optional<ISecurityGroup> getSecurityGroup();

  /**
   * Whether to give the VPC an interface endpoint for Secrets Manager, for subnets without a NAT.
   * It answers the whole VPC, whose private DNS allows one such endpoint: leave it out where there
   * is one. The function's own security group then reaches port 443 of this endpoint and of nothing
   * else; without it, of any address.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isSecretsManagerEndpoint() {
    return false;
  }

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link FunctionNetwork}. */
  final class Builder extends ImmutableFunctionNetwork.Builder {}
}
