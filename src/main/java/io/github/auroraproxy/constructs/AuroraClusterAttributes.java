package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** Attributes of a cluster that {@code IDatabaseCluster} does not have. */
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
   * The secret of the admin, a user that may create databases and roles: JSON with {@code username}
   * and {@code password}. An imported one must be known by its complete ARN.
   */
  ISecret getAdminSecret();

  /**
   * Whether the cluster's IAM authentication is on, which {@link AuthenticationMode#END_TO_END_IAM}
   * needs.
   *
   * <p>Default: the value of the cluster's construct; it is unknown for an imported cluster, and
   * not checked.
   */
  Optional<Boolean> getIamAuthentication();

  /**
   * Resource ids of clusters that replace this one, {@code cluster-...}, such as the green cluster
   * of a blue/green deployment. With {@link AuthenticationMode#END_TO_END_IAM} the proxy may log in
   * to them, too.
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
