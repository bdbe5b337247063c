package io.github.auroraproxy.constructs;

import java.util.List;
import org.immutables.value.Value;
import software.amazon.awscdk.services.ec2.ISecurityGroup;

/** Properties of {@link ProxyLogin}. */
@Value.Immutable
public interface ProxyLoginProps extends DatabaseFunctionOptions {

  /** The cluster behind the proxy, in whose VPC the check runs. */
  AuroraCluster getCluster();

  /** The proxy's name. */
  String getProxyName();

  /** The proxy's ARN, which holds the resource id that policies name it by. */
  String getProxyArn();

  /** The proxy's endpoint, without a port. */
  String getEndpoint();

  /** The proxy's security groups, which the check's function is let through. */
  List<ISecurityGroup> getSecurityGroups();

  /** The database to log in to. */
  String getDatabaseName();

  /** Who logs in, one after the other; at least one. */
  List<String> getUserNames();

  /**
   * How the proxy logs in to the database, for the advice when it can't.
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

  /** Builds {@link ProxyLoginProps}. */
  final class Builder extends ImmutableProxyLoginProps.Builder {}
}
