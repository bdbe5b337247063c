package io.github.auroraproxy.constructs;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupEgress;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Lets a client's security group reach the cluster on the cluster's own port.
 *
 * <p>The rules stand in the client's stack. {@code Connections} could put them beside the cluster,
 * which, in a stack of its own, would then depend on the client's stack and the client's on it.
 */
final class ClusterAccess extends Construct {

  private static final int SUFFIX_LENGTH = 8;

  ClusterAccess(
      Construct scope, String id, AuroraCluster cluster, ISecurityGroup client, String clientName) {
    super(scope, id);
    for (ISecurityGroup group : cluster.securityGroups()) {
      allow(group, cluster.getWriter().getPort(), client, clientName);
    }
  }

  /** Short, and the same in every synth, since it is made from the construct's path. */
  static String suffixOf(IConstruct construct) {
    String address = construct.getNode().getAddr();
    return address.substring(address.length() - SUFFIX_LENGTH);
  }

  private void allow(ISecurityGroup group, Number port, ISecurityGroup client, String clientName) {
    String suffix = suffixOf(group);
    seenByValidation(
        CfnSecurityGroupIngress.Builder.create(this, "Ingress" + suffix)
            .groupId(group.getSecurityGroupId())
            .sourceSecurityGroupId(client.getSecurityGroupId())
            .ipProtocol("tcp")
            .fromPort(port)
            .toPort(port)
            .description("From the " + clientName)
            .build());
    seenByValidation(
        CfnSecurityGroupEgress.Builder.create(this, "Egress" + suffix)
            .groupId(client.getSecurityGroupId())
            .destinationSecurityGroupId(group.getSecurityGroupId())
            .ipProtocol("tcp")
            .fromPort(port)
            .toPort(port)
            .description("To the cluster")
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
}
