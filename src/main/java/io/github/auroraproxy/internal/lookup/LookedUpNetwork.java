package io.github.auroraproxy.internal.lookup;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.SubnetAttributes;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/** A looked-up VPC and its subnets; CDK's own look-up can't select single subnets. */
public final class LookedUpNetwork {

  private static final String PLACEHOLDER_VPC = "vpc-0123456789abcdef0";
  private static final List<String> PLACEHOLDER_SUBNETS =
      List.of("subnet-0123456789abcdef0", "subnet-0123456789abcdef1");
  private static final String REMEDY =
      "check that the credentials may describe the cluster's subnets, or use"
          + " AuroraCluster.fromAttributes";

  private final Construct scope;
  private final Guard guard;
  private final ContextLookup.Result answer;
  private final List<FoundSubnet> subnets;
  private final IVpc vpc;
  private final List<String> clusterSubnets;

  /** The VPC of a DB subnet group. */
  public LookedUpNetwork(
      Construct scope, Guard guard, ContextLookup lookup, ContextLookup.Result cluster) {
    this.scope = scope;
    this.guard = guard;
    List<String> members = members(lookup, cluster);
    answer = vpcOf(members.get(0), lookup, cluster.isKnown());
    subnets = answer.objects("subnetGroups").stream().flatMap(LookedUpNetwork::subnetsOf).toList();
    vpc =
        Vpc.fromVpcAttributes(
            scope,
            "Vpc",
            VpcAttributes.builder()
                .vpcId(answer.text("vpcId"))
                .vpcCidrBlock(answer.text("vpcCidrBlock"))
                .availabilityZones(subnets.stream().map(FoundSubnet::zone).distinct().toList())
                .build());
    clusterSubnets = answer.isKnown() ? members : PLACEHOLDER_SUBNETS;
  }

  public IVpc vpc() {
    return vpc;
  }

  /** The ids of the cluster's subnets. */
  public List<String> clusterSubnets() {
    return clusterSubnets;
  }

  /** Subnets of the VPC, imported with their zones. */
  public SubnetSelection selection(String property, List<String> ids) {
    return SubnetSelection.builder()
        .subnets(
            IntStream.range(0, ids.size())
                .mapToObj(index -> imported(found(property, ids.get(index), index)))
                .toList())
        .build();
  }

  /** Whether any of the subnets has a route to an internet gateway. */
  public boolean anyPublic(String property, List<String> ids) {
    return ids.stream()
        .filter(id -> !Known.isPending(id))
        .map(id -> found(property, id, 0))
        .anyMatch(FoundSubnet::isPublic);
  }

  private FoundSubnet found(String property, String id, int index) {
    if (Known.isPending(id)) {
      // Until it is looked up, any subnet will do, in another zone than the one before it.
      List<String> zones = subnets.stream().map(FoundSubnet::zone).distinct().toList();
      String zone = zones.get(index % zones.size());
      return subnets.stream()
          .filter(subnet -> subnet.zone().equals(zone))
          .findFirst()
          .orElseThrow();
    }
    String wanted =
        answer.isKnown() || PLACEHOLDER_SUBNETS.contains(id) ? id : PLACEHOLDER_SUBNETS.get(0);
    List<FoundSubnet> matching =
        subnets.stream().filter(subnet -> subnet.id().equals(wanted)).toList();
    guard.check(
        !matching.isEmpty(),
        property,
        "has "
            + id
            + ", which is no subnet of the cluster's VPC "
            + answer.text("vpcId")
            + "; use subnets of that VPC");
    return matching.get(0);
  }

  private ISubnet imported(FoundSubnet subnet) {
    return scope.getNode().tryFindChild(subnet.id()) instanceof ISubnet existing
        ? existing
        : Subnet.fromSubnetAttributes(
            scope,
            subnet.id(),
            SubnetAttributes.builder()
                .subnetId(subnet.id())
                .availabilityZone(subnet.zone())
                .routeTableId(subnet.routeTable())
                .build());
  }

  private static List<String> members(ContextLookup lookup, ContextLookup.Result cluster) {
    // Each question needs the answer before it, so the CLI may have to synthesize several times.
    return cluster.isKnown()
        ? lookup
            .resource(
                "AWS::RDS::DBSubnetGroup",
                cluster.text("DBSubnetGroupName"),
                Map.of("SubnetIds", PLACEHOLDER_SUBNETS),
                REMEDY)
            .texts("SubnetIds")
        : PLACEHOLDER_SUBNETS;
  }

  private static ContextLookup.Result vpcOf(
      String subnet, ContextLookup lookup, boolean isKnownCluster) {
    boolean isKnownSubnet = isKnownCluster && !PLACEHOLDER_SUBNETS.contains(subnet);
    ContextLookup.Result placeholder =
        new ContextLookup.Result(placeholderVpc(), false, PLACEHOLDER_VPC);
    if (!isKnownSubnet) {
      return placeholder;
    }
    ContextLookup.Result found =
        lookup.resource("AWS::EC2::Subnet", subnet, Map.of("VpcId", PLACEHOLDER_VPC), REMEDY);
    return found.isKnown()
        ? lookup.vpc(found.text("VpcId"), placeholderVpc(), REMEDY)
        : placeholder;
  }

  private static Map<String, Object> placeholderVpc() {
    return Map.of(
        "vpcId",
        PLACEHOLDER_VPC,
        "vpcCidrBlock",
        "10.0.0.0/16",
        "availabilityZones",
        List.of(),
        "subnetGroups",
        List.of(
            Map.of(
                "name",
                "Private",
                "type",
                "Private",
                "subnets",
                List.of(placeholderSubnet(0), placeholderSubnet(1)))));
  }

  private static Map<String, String> placeholderSubnet(int index) {
    return Map.of(
        "subnetId", PLACEHOLDER_SUBNETS.get(index),
        "availabilityZone", "placeholder-1" + (char) ('a' + index),
        "routeTableId", "rtb-0123456789abcdef" + index);
  }

  private static Stream<FoundSubnet> subnetsOf(Map<String, Object> group) {
    boolean isPublic = "Public".equals(group.get("type"));
    return ((List<?>) group.get("subnets"))
        .stream()
            .map(subnet -> (Map<?, ?>) subnet)
            .map(
                subnet ->
                    new FoundSubnet(
                        String.valueOf(subnet.get("subnetId")),
                        String.valueOf(subnet.get("availabilityZone")),
                        String.valueOf(subnet.get("routeTableId")),
                        isPublic));
  }

  private record FoundSubnet(String id, String zone, String routeTable, boolean isPublic) {}
}
