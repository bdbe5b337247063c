package io.github.auroraproxy.constructs;

import java.util.List;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.ISecurityGroup;

/** Properties of {@link LoginCheck}. */
@Value.Immutable
public interface LoginCheckProps extends DatabaseFunctionOptions {

  /** The cluster behind the proxy, in whose VPC the check runs. */
  AuroraCluster getCluster();

  /** The proxy's name. */
  String getProxyName();

  /** The proxy's ARN, which ends in the resource id that IAM policies use. */
  String getProxyArn();

  /** The proxy's endpoint, without a port. */
  String getEndpoint();

  /** The proxy's security groups. The function is allowed to reach them. */
  List<ISecurityGroup> getSecurityGroups();

  /** The database to log in to. */
  String getDatabaseName();

  /** The users that log in, one after the other; at least one. */
  List<String> getUserNames();

  /**
   * How the proxy logs in to the database. An error message depends on it.
   *
   * <p>Default: {@link AuthenticationMode#SECRETS}.
   */
  @Value.Default
  default AuthenticationMode getAuthenticationMode() {
    return AuthenticationMode.SECRETS;
  }

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link LoginCheckProps}. */
  final class Builder extends ImmutableLoginCheckProps.Builder {}
}
