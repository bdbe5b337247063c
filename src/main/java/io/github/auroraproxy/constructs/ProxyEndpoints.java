package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.TargetRole;
import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.UniqueNames;
import io.github.auroraproxy.internal.network.Subnets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.rds.CfnDBProxyEndpoint;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.constructs.Construct;

/**
 * The further endpoints of a proxy: one to the readers, if it is set, and those of the properties.
 */
final class ProxyEndpoints {

  private static final int LONGEST_NAME = 63;
  private static final String READ_ONLY = "read-only";

  /** A quota of RDS. */
  private static final int MOST_ENDPOINTS = 20;

  private final Construct scope;
  private final Guard guard;
  private final AuroraProxyProps props;
  private final String proxyName;
  private final Subnets subnets;
  private final List<ISecurityGroup> securityGroups;
  private final Map<String, CfnDBProxyEndpoint> endpoints = new LinkedHashMap<>();

  ProxyEndpoints(
      Construct scope,
      Guard guard,
      AuroraProxyProps props,
      String proxyName,
      Subnets subnets,
      List<ISecurityGroup> securityGroups) {
    this.scope = scope;
    this.guard = guard;
    this.props = props;
    this.proxyName = proxyName;
    this.subnets = subnets;
    this.securityGroups = securityGroups;
  }

  void create(ProxyTargets targets, CfnDBProxyTargetGroup group) {
    int count = props.getEndpoints().size() + (props.isReadOnlyEndpoint() ? 1 : 0);
    guard.check(
        count <= MOST_ENDPOINTS,
        "endpoints",
        "are " + count + ", and RDS Proxy takes " + MOST_ENDPOINTS + " beside its own; use fewer");
    if (props.isReadOnlyEndpoint()) {
      endpoints.put(
          READ_ONLY,
          targets.endpoint(
              "ReadOnlyEndpoint",
              name(READ_ONLY),
              TargetRole.READER,
              subnets,
              securityGroups,
              Optional.empty(),
              group));
    }
    props.getEndpoints().forEach(endpoint -> create(endpoint, targets, group));
  }

  /** The host of an endpoint. */
  Optional<String> host(String name) {
    return Optional.ofNullable(endpoints.get(name)).map(CfnDBProxyEndpoint::getAttrEndpoint);
  }

  /** The host of the endpoint to the readers. */
  Optional<String> readOnlyHost() {
    return host(READ_ONLY);
  }

  private void create(ProxyEndpoint endpoint, ProxyTargets targets, CfnDBProxyTargetGroup group) {
    String name = endpoint.getName();
    guard.notOnlyAtDeployment(
        "endpoints", name, "which can't tell one endpoint from another; write the name out");
    guard.rdsName("endpoints", DerivedName.whilePending(name));
    guard.check(
        !endpoints.containsKey(name),
        "endpoints",
        "have the name '" + name + "' twice; give each its own");
    Optional<IVpc> elsewhere =
        endpoint.getVpc().filter(vpc -> !vpc.equals(props.getCluster().getVpc()));
    IVpc vpc = elsewhere.orElse(props.getCluster().getVpc());
    Subnets placed =
        endpoint.getVpcSubnets().isEmpty() && elsewhere.isEmpty()
            ? subnets
            : Subnets.of(vpc, endpoint.getVpcSubnets());
    placed.checkZones(guard, "endpoints." + name + ".vpcSubnets");
    endpoints.put(
        name,
        targets.endpoint(
            "Endpoint-" + name,
            name(name),
            endpoint.getTargetRole(),
            placed,
            groups(endpoint, elsewhere),
            endpoint.getNetworkType(),
            group));
  }

  private List<ISecurityGroup> groups(ProxyEndpoint endpoint, Optional<IVpc> elsewhere) {
    if (!endpoint.getSecurityGroups().isEmpty()) {
      return endpoint.getSecurityGroups();
    }
    return elsewhere.map(vpc -> List.of(newGroup(endpoint.getName(), vpc))).orElse(securityGroups);
  }

  private ISecurityGroup newGroup(String name, IVpc vpc) {
    return SecurityGroup.Builder.create(scope, "SecurityGroup-" + name)
        .vpc(vpc)
        .description("RDS Proxy " + proxyName + ", endpoint " + name)
        .allowAllOutbound(false)
        .build();
  }

  private String name(String suffix) {
    String name = DerivedName.of(proxyName, "-" + suffix, LONGEST_NAME);
    UniqueNames.of(scope).endpointName(guard, scope, name);
    return name;
  }
}
