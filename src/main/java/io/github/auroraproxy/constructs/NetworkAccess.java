package io.github.auroraproxy.constructs;

import java.util.List;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupEgress;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Lets a client's security group reach a server's on one port.
 *
 * <p>The rules stand in the client's stack. {@code Connections} could put them beside the server,
 * which, in a stack of its own, would then depend on the client's stack and the client's on it.
 */
final class NetworkAccess extends Construct {

  private static final int SUFFIX_LENGTH = 8;

  private NetworkAccess(
      Construct scope, String id, Server server, ISecurityGroup client, String clientName) {
    super(scope, id);
    server.groups().forEach(group -> allow(group, server, client, clientName));
  }

  /** The way of a client to the cluster, on the cluster's own port. */
  static NetworkAccess toCluster(
      Construct scope, String id, AuroraCluster cluster, ISecurityGroup client, String clientName) {
    return new NetworkAccess(
        scope,
        id,
        new Server("cluster", cluster.securityGroups(), cluster.getWriter().getPort()),
        client,
        clientName);
  }

  /** The way of a client to a proxy. */
  static NetworkAccess toProxy(
      Construct scope,
      String id,
      List<ISecurityGroup> groups,
      Number port,
      ISecurityGroup client,
      String clientName) {
    return new NetworkAccess(scope, id, new Server("proxy", groups, port), client, clientName);
  }

  /** Short, and the same in every synth, since it is made from the construct's path. */
  static String suffixOf(IConstruct construct) {
    String address = construct.getNode().getAddr();
    return address.substring(address.length() - SUFFIX_LENGTH);
  }

  private void allow(
      ISecurityGroup group, Server server, ISecurityGroup client, String clientName) {
    String suffix = suffixOf(group);
    CfnSecurityGroupIngress ingress =
        CfnSecurityGroupIngress.Builder.create(this, "Ingress" + suffix)
            .groupId(group.getSecurityGroupId())
            .sourceSecurityGroupId(client.getSecurityGroupId())
            .ipProtocol("tcp")
            .fromPort(server.port())
            .toPort(server.port())
            .description("From the " + clientName)
            .build();
    seenByValidation(ingress);
    NagSuppression.on(
        ingress,
        new NagSuppression(
            "CdkNagValidationFailure",
            "The rule admits one security group on one port, which is the cluster's attribute and"
                + " so unknown to cdk-nag."));
    seenByValidation(
        CfnSecurityGroupEgress.Builder.create(this, "Egress" + suffix)
            .groupId(client.getSecurityGroupId())
            .destinationSecurityGroupId(group.getSecurityGroupId())
            .ipProtocol("tcp")
            .fromPort(server.port())
            .toPort(server.port())
            .description("To the " + server.name())
            .build());
  }

  private static void seenByValidation(CfnResource rule) {
    Validations.of(rule)
        .acknowledge(
            Acknowledgment.builder()
                .id("CloudFormation-Validate::E3687")
                .reason("Both ports are given, but the rule can't see an export of another stack.")
                .build());
  }

  /** What listens: its security groups and its port. */
  private record Server(String name, List<ISecurityGroup> groups, Number port) {}
}
