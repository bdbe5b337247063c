package io.github.auroraproxy.internal.network;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.NagSuppression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupEgress;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;
import software.constructs.IConstruct;
import software.constructs.IDependable;

/**
 * Rules that let the security group of a client reach those of a server on one port. They are
 * created by CDK's own methods: an immutable group gets no rule, and an existing rule is not
 * created again.
 *
 * <p>{@code Connections} would put each rule in the stack of its group, which then would depend on
 * the other stack. This class puts both rules in the stack of the opener if one of the groups is in
 * it, and otherwise in the client's stack.
 */
public final class NetworkAccess {

  private static final int SUFFIX_LENGTH = 8;

  private final Server server;
  private final ISecurityGroup client;
  private final String clientName;

  private NetworkAccess(Server server, ISecurityGroup client, String clientName) {
    this.server = server;
    this.client = client;
    this.clientName = clientName;
  }

  /** Lets a client connect to a cluster; returns the rules that it has to wait for. */
  public static IDependable[] toCluster(
      Construct scope,
      List<? extends ISecurityGroup> groups,
      Number port,
      ISecurityGroup client,
      String clientName) {
    return new NetworkAccess(new Server("cluster", groups, port), client, clientName)
        .open(scope, scope);
  }

  /** Lets a client connect to a proxy; returns the rules that it has to wait for. */
  public static IDependable[] toProxy(
      Construct scope,
      List<? extends ISecurityGroup> groups,
      Number port,
      ISecurityGroup client,
      String clientName) {
    return new NetworkAccess(new Server("proxy", groups, port), client, clientName)
        .open(scope, scope);
  }

  /** Lets a team's own client connect to a proxy, with rules in the stack of the client. */
  public static void fromClient(
      Construct proxy, ISecurityGroup client, List<ISecurityGroup> groups, Number port) {
    new NetworkAccess(new Server("proxy", groups, port), client, "client").open(proxy, client);
  }

  /** Short, and the same in every synth, since it is made from the construct's path. */
  public static String suffixOf(IConstruct construct) {
    String address = construct.getNode().getAddr();
    return address.substring(address.length() - SUFFIX_LENGTH);
  }

  /**
   * Creates the rules.
   *
   * @param scope the construct that an error message names
   * @param opener the construct in whose stack the rules belong
   */
  private IDependable[] open(Construct scope, IConstruct opener) {
    Guard guard = Guard.of(scope.getClass().getSimpleName() + " " + scope.getNode().getPath());
    List<IDependable> rules = new ArrayList<>();
    for (ISecurityGroup group : server.groups()) {
      if (isPending(client) || isPending(group)) {
        // Every group that is not looked up yet has the same id.
        allow(scope, opener, group).forEach(rules::add);
        continue;
      }
      String path =
          client.getSecurityGroupId()
              + " to "
              + group.getSecurityGroupId()
              + ":"
              + Known.asText(server.port());
      SecurityGroupRules.of(scope)
          .between(guard, client, path, () -> allow(scope, opener, group))
          .forEach(rules::add);
    }
    return rules.toArray(IDependable[]::new);
  }

  private static boolean isPending(ISecurityGroup group) {
    return Known.isPending(group.getSecurityGroupId());
  }

  private List<CfnResource> allow(Construct scope, IConstruct opener, ISecurityGroup group) {
    Port port = Port.tcp(server.port());
    boolean besideServer = Stack.of(group).equals(Stack.of(opener));
    group.addIngressRule(client, port, "From the " + clientName, !besideServer);
    if (!Boolean.TRUE.equals(client.getAllowAllOutbound())) {
      addEgress(scope, group, port, besideServer);
    }
    List<CfnResource> rules = rulesBetween(scope, group);
    rules.forEach(NetworkAccess::justify);
    return rules;
  }

  /**
   * A separate resource: with its first own rule the group would lose CDK's rule that denies all
   * traffic, and EC2 gives a group without egress rules one that allows all.
   */
  private void addEgress(Construct scope, ISecurityGroup group, Port port, boolean besideServer) {
    if (!(client instanceof SecurityGroup own)) {
      client.addEgressRule(group, port, "To the " + server.name(), besideServer);
      return;
    }
    boolean besideClient = !besideServer || Stack.of(own).equals(Stack.of(group));
    Construct home = besideClient ? own : scope;
    String id = "EgressTo" + suffixOf(group);
    if (home.getNode().tryFindChild(id) == null) {
      CfnSecurityGroupEgress.Builder.create(home, id)
          .groupId(client.getSecurityGroupId())
          .destinationSecurityGroupId(group.getSecurityGroupId())
          .ipProtocol("tcp")
          .fromPort(server.port())
          .toPort(server.port())
          .description("To the " + server.name())
          .build();
    }
  }

  /** CDK decides which construct contains a rule, and does not return the rule. */
  private List<CfnResource> rulesBetween(Construct scope, ISecurityGroup group) {
    String ofServer = group.getSecurityGroupId();
    String ofClient = client.getSecurityGroupId();
    return Stream.of(group, client, scope)
        .flatMap(owner -> owner.getNode().findAll().stream())
        .filter(
            part ->
                part instanceof CfnSecurityGroupIngress ingress
                        && ofServer.equals(ingress.getGroupId())
                        && ofClient.equals(ingress.getSourceSecurityGroupId())
                    || part instanceof CfnSecurityGroupEgress egress
                        && ofClient.equals(egress.getGroupId())
                        && ofServer.equals(egress.getDestinationSecurityGroupId()))
        .distinct()
        .map(CfnResource.class::cast)
        .toList();
  }

  private static void justify(CfnResource rule) {
    Validations.of(rule)
        .acknowledge(
            Acknowledgment.builder()
                .id("CloudFormation-Validate::E3687")
                .reason("Both ports are given, but the rule can't see an export of another stack.")
                .build());
    if (rule instanceof CfnSecurityGroupIngress) {
      NagSuppression.on(
          rule,
          new NagSuppression(
              "CdkNagValidationFailure",
              "The rule admits one security group on one port, which is the cluster's attribute and"
                  + " so unknown to cdk-nag."));
    }
  }

  /** A server: its security groups and its port. */
  private record Server(String name, List<? extends ISecurityGroup> groups, Number port) {}
}
