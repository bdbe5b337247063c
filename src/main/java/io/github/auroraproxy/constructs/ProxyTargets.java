package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.TargetRole;
import io.github.auroraproxy.internal.network.Subnets;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.amazon.awscdk.services.rds.CfnDBProxyEndpoint;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.constructs.Construct;

/** The target group and the further endpoints of a proxy. */
final class ProxyTargets {

  private final Construct scope;
  private final AuroraCluster cluster;
  private final CfnDBProxy proxy;

  ProxyTargets(Construct scope, AuroraCluster cluster, CfnDBProxy proxy) {
    this.scope = scope;
    this.cluster = cluster;
    this.proxy = proxy;
  }

  /** The one target group of a proxy, which depends on the rules to reach the cluster. */
  CfnDBProxyTargetGroup group(ConnectionPool pool, List<ISecurityGroup> securityGroups) {
    CfnDBProxyTargetGroup group =
        CfnDBProxyTargetGroup.Builder.create(scope, "TargetGroup")
            .dbProxyName(proxy.getRef())
            .targetGroupName("default")
            .dbClusterIdentifiers(List.of(cluster.getCluster().getClusterIdentifier()))
            .connectionPoolConfigurationInfo(
                CfnDBProxyTargetGroup.ConnectionPoolConfigurationInfoFormatProperty.builder()
                    .connectionBorrowTimeout(pool.getBorrowTimeout().toSeconds())
                    .maxConnectionsPercent(pool.getMaxConnectionsPercent())
                    .maxIdleConnectionsPercent(pool.idlePercent().orElse(null))
                    .initQuery(pool.getInitQuery().orElse(null))
                    .build())
            .build();
    for (ISecurityGroup securityGroup : securityGroups) {
      group.getNode().addDependency(cluster.allowAccess(scope, securityGroup, "proxy"));
    }
    group.getNode().addDependency(cluster.readiness());
    return group;
  }

  /** A further endpoint; without security groups it would get the VPC's default group. */
  CfnDBProxyEndpoint endpoint(
      String id,
      String name,
      TargetRole role,
      Subnets subnets,
      List<ISecurityGroup> securityGroups,
      Optional<NetworkType> networkType,
      CfnDBProxyTargetGroup group) {
    CfnDBProxyEndpoint endpoint =
        CfnDBProxyEndpoint.Builder.create(scope, id)
            .dbProxyName(proxy.getRef())
            .dbProxyEndpointName(name)
            .targetRole(role.dimension())
            .vpcSubnetIds(subnets.ids())
            .vpcSecurityGroupIds(
                securityGroups.stream().map(ISecurityGroup::getSecurityGroupId).toList())
            .endpointNetworkType(networkType.map(Enum::name).orElse(null))
            .build();
    endpoint.getNode().addDependency(group);
    return endpoint;
  }
}
