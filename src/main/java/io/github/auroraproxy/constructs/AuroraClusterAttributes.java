package io.github.auroraproxy.constructs;

import java.util.List;
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
   * Subnets in at least two Availability Zones, for the proxy and, if private, the database
   * function.
   *
   * <p>Default: CDK's default selection, private subnets.
   */
  Optional<SubnetSelection> getVpcSubnets();

  /**
   * The secret of a user that may create databases and roles: JSON with {@code username} and {@code
   * password}. An imported one must be known by its complete ARN.
   */
  ISecret getAdminSecret();

  /**
   * Whether the cluster's IAM authentication is on, which {@link AuthenticationMode#END_TO_END_IAM}
   * needs.
   *
   * <p>Default: what the cluster's construct says; of an imported one it is unknown and not
   * checked.
   */
  Optional<Boolean> getIamAuthentication();

  /**
   * Ids of further clusters that take this one's place, {@code cluster-...}, such as the green one
   * of a blue/green deployment: with {@link AuthenticationMode#END_TO_END_IAM} the proxy may log in
   * to these, too.
   *
   * <p>Default: none.
   */
  List<String> getFurtherResourceIds();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraClusterAttributes}. */
  final class Builder extends ImmutableAuroraClusterAttributes.Builder {}
}
