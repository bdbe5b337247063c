package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** What {@link AuroraCluster} can't ask of an {@code IDatabaseCluster}. */
@Value.Immutable
public interface AuroraClusterAttributes {

  /** The cluster's VPC. */
  IVpc getVpc();

  /**
   * Private subnets in at least two Availability Zones, for the proxy and the database function.
   *
   * <p>Default: CDK's default selection, private subnets.
   */
  Optional<SubnetSelection> getVpcSubnets();

  /**
   * The secret of a user that may create databases and roles: JSON with {@code username} and {@code
   * password}. An imported one must be known by its complete ARN.
   */
  ISecret getAdminSecret();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraClusterAttributes}. */
  final class Builder extends ImmutableAuroraClusterAttributes.Builder {}
}
