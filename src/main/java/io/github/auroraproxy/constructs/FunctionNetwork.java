package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;

/**
 * The network of the database function in the cluster's VPC. Constructs of one stack and VPC share
 * the function, and the first construct decides on its network.
 */
@Value.Immutable
public interface FunctionNetwork {

  /**
   * Private subnets from which the cluster can be reached, and Secrets Manager through a NAT or an
   * interface endpoint.
   *
   * <p>Default: the cluster's.
   */
  Optional<SubnetSelection> getSubnets();

  /**
   * A security group that may reach Secrets Manager on port 443; it is allowed to reach the
   * cluster.
   *
   * <p>Default: a new one.
   */
  Optional<ISecurityGroup> getSecurityGroup();

  /**
   * Whether to create an interface endpoint for Secrets Manager, for subnets without a NAT. The
   * whole VPC uses it through private DNS, which allows one endpoint of a service: leave it out if
   * the VPC has one. The function's own security group then reaches port 443 of this endpoint and
   * of nothing else; without it, of any address.
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
