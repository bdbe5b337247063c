package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.aws.Ec2.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.Subnet;

/** Whether the security groups let a client reach the proxy, and the proxy the cluster. */
final class NetworkCheck implements Check {

  @Override
  public String name() {
    return "Network";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    NetworkPeer proxy =
        NetworkPeer.describe(
            examined.aws().ec2(),
            "the proxy",
            examined.proxy().vpcSecurityGroupIds(),
            examined.proxy().vpcSubnetIds());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        examined
            .clientSecurityGroup()
            .map(
                group ->
                    path(
                        NetworkPeer.describe(
                            examined.aws().ec2(), "the client", List.of(group), List.of()),
                        proxy,
                        examined.port()))
            .orElseGet(() -> anyClient(proxy, examined.port())));
    examined
        .cluster()
        .map(cluster -> path(proxy, cluster(examined, cluster), examined.port()))
        .ifPresent(findings::add);
    return findings;
  }

  private static NetworkPeer cluster(ExaminedProxy examined, DBCluster cluster) {
    List<String> subnets =
        examined
            .aws()
            .rds()
            .describeDBSubnetGroups(request -> request.dbSubnetGroupName(cluster.dbSubnetGroup()))
            .dbSubnetGroups()
            .stream()
            .flatMap(group -> group.subnets().stream())
            .map(Subnet::subnetIdentifier)
            .toList();
    return NetworkPeer.describe(
        examined.aws().ec2(),
        "the cluster",
        cluster.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()).toList(),
        subnets);
  }

  private Finding path(NetworkPeer from, NetworkPeer to, int port) {
    String way = "From %s to %s on port %d: ".formatted(from.name(), to.name(), port);
    if (!from.sendsTo(to, port)) {
      return Finding.problem(
          name(),
          way + "no egress rule of " + from.groupIds() + " allows it.",
          authorize("egress", from, Optional.of(to), port));
    }
    if (!to.admits(from, port)) {
      return Finding.problem(
          name(),
          way + "no ingress rule of " + to.groupIds() + " allows it.",
          authorize("ingress", to, Optional.of(from), port));
    }
    return Finding.ok(name(), way + "open.");
  }

  private Finding anyClient(NetworkPeer proxy, int port) {
    Set<String> sources =
        proxy.ingress().stream()
            .filter(rule -> NetworkPeer.covers(rule, port))
            .map(Rule::peers)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    return sources.isEmpty()
        ? Finding.problem(
            name(),
            "No ingress rule of " + proxy.groupIds() + " opens port " + port + " to anybody.",
            authorize("ingress", proxy, Optional.empty(), port))
        : Finding.ok(
            name(),
            "The proxy admits "
                + String.join(", ", sources)
                + " on port "
                + port
                + "; --client-security-group checks one client.");
  }

  private static String authorize(
      String direction, NetworkPeer of, Optional<NetworkPeer> peer, int port) {
    String group = peer.map(known -> known.groupIds().get(0)).orElse("CLIENT_GROUP");
    return "aws ec2 authorize-security-group-%1$s --group-id %2$s --ip-permissions IpProtocol=tcp,FromPort=%3$s,ToPort=%3$s,UserIdGroupPairs=[{GroupId=%4$s}]"
        .formatted(direction, of.groupIds().get(0), String.valueOf(port), group);
  }
}
