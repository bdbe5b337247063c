package io.github.auroraproxy.constructs;

import java.util.List;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.amazon.awscdk.services.rds.CfnDBProxyEndpoint;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.constructs.Construct;

/** What the proxy sends its clients to: the cluster, and on request its readers. */
final class ProxyTargets {

  private final Construct scope;
  private final AuroraCluster cluster;
  private final CfnDBProxy proxy;

  ProxyTargets(Construct scope, AuroraCluster cluster, CfnDBProxy proxy) {
    this.scope = scope;
    this.cluster = cluster;
    this.proxy = proxy;
  }

  /** The one target group that a proxy has, once the way to the cluster is open. */
  CfnDBProxyTargetGroup group(ConnectionPool pool, ISecurityGroup securityGroup) {
    CfnDBProxyTargetGroup group =
        CfnDBProxyTargetGroup.Builder.create(scope, "TargetGroup")
            .dbProxyName(proxy.getRef())
            .targetGroupName("default")
            .dbClusterIdentifiers(List.of(cluster.getCluster().getClusterIdentifier()))
            .connectionPoolConfigurationInfo(
                CfnDBProxyTargetGroup.ConnectionPoolConfigurationInfoFormatProperty.builder()
                    .connectionBorrowTimeout(pool.getBorrowTimeout().toSeconds())
                    .maxConnectionsPercent(pool.getMaxConnectionsPercent())
                    .maxIdleConnectionsPercent(pool.getMaxIdleConnectionsPercent())
                    .initQuery(pool.getInitQuery().orElse(null))
                    .build())
            .build();
    group
        .getNode()
        .addDependency(
            NetworkAccess.toCluster(scope, "ToCluster", cluster, securityGroup, "proxy"));
    group.getNode().addDependency(cluster.readiness());
    return group;
  }

  /** An endpoint to the readers; without security groups it would get the VPC's default one. */
  CfnDBProxyEndpoint readers(
      String name, ISecurityGroup securityGroup, CfnDBProxyTargetGroup group) {
    CfnDBProxyEndpoint endpoint =
        CfnDBProxyEndpoint.Builder.create(scope, "ReadOnlyEndpoint")
            .dbProxyName(proxy.getRef())
            .dbProxyEndpointName(name)
            .targetRole("READ_ONLY")
            .vpcSubnetIds(cluster.subnets().getSubnetIds())
            .vpcSecurityGroupIds(List.of(securityGroup.getSecurityGroupId()))
            .build();
    endpoint.getNode().addDependency(group);
    return endpoint;
  }
}
