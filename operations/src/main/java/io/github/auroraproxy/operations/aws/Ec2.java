package io.github.auroraproxy.operations.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two calls of Amazon EC2 that the commands need, without the SDK's client, which is larger
 * than all the others together.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html">Query
 *     requests</a>
 */
public final class Ec2 {

  private final QueryCaller caller;

  Ec2(QueryCaller caller) {
    this.caller = caller;
  }

  /** The rules of a security group. */
  public record SecurityGroup(List<Rule> ingress, List<Rule> egress) {}

  /**
   * A rule of a security group.
   *
   * @param protocol such as {@code tcp}; {@code -1} for every protocol
   * @param fromPort empty where the rule has no ports
   * @param toPort empty where the rule has no ports
   * @param peers the ids of security groups and prefix lists, and address ranges as CIDR
   */
  public record Rule(
      String protocol, Optional<Integer> fromPort, Optional<Integer> toPort, List<String> peers) {}

  /**
   * Describes security groups.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html">DescribeSecurityGroups</a>
   */
  public List<SecurityGroup> securityGroups(List<String> ids) {
    return items("DescribeSecurityGroups", "GroupId", ids, "securityGroupInfo")
        .map(
            group ->
                new SecurityGroup(
                    group.items("ipPermissions").map(Ec2::rule).toList(),
                    group.items("ipPermissionsEgress").map(Ec2::rule).toList()))
        .toList();
  }

  /**
   * The IPv4 address ranges of subnets, as CIDR.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html">DescribeSubnets</a>
   */
  public List<String> addressRanges(List<String> subnetIds) {
    return items("DescribeSubnets", "SubnetId", subnetIds, "subnetSet")
        .flatMap(subnet -> subnet.text("cidrBlock").stream())
        .toList();
  }

  /** The items of every page of an answer. */
  private Stream<XmlElement> items(
      String action, String idParameter, List<String> ids, String list) {
    List<XmlElement> items = new ArrayList<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      parameters.put(idParameter + "." + (i + 1), ids.get(i));
    }
    Optional<String> nextToken;
    do {
      XmlElement page = caller.call(action, parameters);
      page.items(list).forEach(items::add);
      nextToken = page.text("nextToken").filter(token -> !token.isEmpty());
      nextToken.ifPresent(token -> parameters.put("NextToken", token));
    } while (nextToken.isPresent());
    return items.stream();
  }

  private static Rule rule(XmlElement permission) {
    return new Rule(
        permission.text("ipProtocol").orElse(""),
        permission.text("fromPort").map(Integer::valueOf),
        permission.text("toPort").map(Integer::valueOf),
        Stream.of(
                texts(permission, "groups", "groupId"),
                texts(permission, "ipRanges", "cidrIp"),
                texts(permission, "ipv6Ranges", "cidrIpv6"),
                texts(permission, "prefixListIds", "prefixListId"))
            .flatMap(peers -> peers)
            .toList());
  }

  private static Stream<String> texts(XmlElement permission, String list, String name) {
    return permission.items(list).flatMap(item -> item.text(name).stream());
  }
}
