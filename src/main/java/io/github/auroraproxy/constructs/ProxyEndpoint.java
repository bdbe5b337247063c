package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.TargetRole;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;

/**
 * One more endpoint of a proxy, in its VPC or in another one of the same account and region.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-endpoints.html">
 *     Working with RDS Proxy endpoints</a>
 */
@Value.Immutable
public interface ProxyEndpoint {

  /**
   * The endpoint's name after the proxy's name and a hyphen: letters, digits and single hyphens,
   * unique among the endpoints of a proxy. It can't be a token.
   */
  String getName();

  /**
   * The instances that the endpoint's clients connect to.
   *
   * <p>Default: the writer.
   */
  @Value.Default
  default TargetRole getTargetRole() {
    return TargetRole.WRITER;
  }

  /**
   * The VPC of its clients.
   *
   * <p>Default: the cluster's.
   */
  Optional<IVpc> getVpc();

  /**
   * Subnets of that VPC in at least two Availability Zones.
   *
   * <p>Default: the proxy's; in another VPC CDK's default selection, private subnets.
   */
  Optional<SubnetSelection> getVpcSubnets();

  /**
   * Security groups of that VPC.
   *
   * <p>Default: the proxy's; in another VPC a new one.
   */
  List<ISecurityGroup> getSecurityGroups();

  /**
   * The IP address family of the endpoint.
   *
   * <p>Default: IPv4, which is RDS's own default.
   */
  Optional<NetworkType> getNetworkType();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link ProxyEndpoint}. */
  final class Builder extends ImmutableProxyEndpoint.Builder {}
}
