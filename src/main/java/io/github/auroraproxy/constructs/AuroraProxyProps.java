package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.ILogGroup;

/** Properties of {@link AuroraProxy}. */
@Value.Immutable
public interface AuroraProxyProps extends ProxyOptions {

  /**
   * The proxy's name, 1 to 63 letters, digits and single hyphens. The alarms, the dashboard and the
   * log group carry it. Another name replaces the proxy.
   *
   * <p>Default: the cluster's name and {@code -proxy}; where CloudFormation names the cluster, a
   * unique name made from the construct's path.
   */
  Optional<String> getProxyName();

  /**
   * How long a client connection may be idle before the proxy closes it, 60 to 28 800 seconds.
   *
   * <p>Default: 1 800 seconds.
   */
  @Value.Default
  default Duration getIdleClientTimeout() {
    return Duration.seconds(1800);
  }

  /**
   * The proxy's pool of connections to the database.
   *
   * <p>Default: the defaults of {@link ConnectionPool}.
   */
  @Value.Default
  default ConnectionPool getConnectionPool() {
    return ConnectionPool.builder().build();
  }

  /**
   * Whether to add an endpoint that sends its clients to the cluster's readers.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isReadOnlyEndpoint() {
    return false;
  }

  /**
   * Further endpoints, in this VPC or another one; up to 20 including the one to the readers.
   *
   * <p>Default: none.
   */
  List<ProxyEndpoint> getEndpoints();

  /**
   * Subnets for the proxy, in at least two Availability Zones of the cluster's VPC. Other subnets
   * replace the proxy.
   *
   * <p>Default: those of {@link #getCluster()}.
   */
  Optional<SubnetSelection> getVpcSubnets();

  /**
   * The proxy's security groups. Each is allowed to reach the cluster, unless it is immutable.
   *
   * <p>Default: a new one.
   */
  List<ISecurityGroup> getSecurityGroups();

  /**
   * The Internet Protocol of the proxy's own endpoint.
   *
   * <p>Default: IPv4, which is RDS's own default. Another one replaces the proxy.
   */
  Optional<NetworkType> getEndpointNetworkType();

  /**
   * The Internet Protocol between proxy and cluster: {@link NetworkType#IPV4} or {@link
   * NetworkType#IPV6}.
   *
   * <p>Default: IPv4, which is RDS's own default. Another one replaces the proxy.
   */
  Optional<NetworkType> getTargetConnectionNetworkType();

  /**
   * The name of the proxy's role, unique in an account.
   *
   * <p>Default: CloudFormation generates it.
   */
  Optional<String> getRoleName();

  /**
   * The path of the proxy's role.
   *
   * <p>Default: {@code /}.
   */
  Optional<String> getRolePath();

  /**
   * The permissions boundary of the proxy's role. {@code PermissionsBoundary.of(scope)} sets that
   * of every role of a scope, those of the database function included.
   *
   * <p>Default: none.
   */
  Optional<IManagedPolicy> getPermissionsBoundary();

  /**
   * Whether the proxy logs the text of statements; RDS turns it off again after 24 hours.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isDebugLogging() {
    return false;
  }

  /**
   * An existing log group, named {@code /aws/rds/proxy/NAME}.
   *
   * <p>Default: a new one.
   */
  Optional<ILogGroup> getLogGroup();

  /**
   * A customer managed key to encrypt the proxy's new log group with; its policy must allow
   * CloudWatch Logs to use it.
   *
   * <p>Default: CloudWatch Logs encrypts with a key of its own.
   */
  Optional<IKey> getLogGroupEncryptionKey();

  /**
   * Whether to create a managed policy that allows its principals, such as a group of people, to
   * log in to the proxy as any of its users; several policies if there are too many users for one.
   *
   * <p>Default: no.
   */
  @Value.Default
  default boolean isConnectPolicy() {
    return false;
  }

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraProxyProps}. */
  final class Builder extends ImmutableAuroraProxyProps.Builder {}
}
