package io.github.auroraproxy.operations.doctor;

import inet.ipaddr.IPAddressString;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * One end of a connection: its security groups with their rules, and the addresses it may have.
 *
 * @param ranges the address ranges of its subnets, as CIDR; empty if they are not known
 */
record NetworkPeer(
    String name,
    List<String> groupIds,
    List<String> ranges,
    List<Rule> ingress,
    List<Rule> egress) {

  /** A rule of a security group. */
  record Rule(String protocol, Integer fromPort, Integer toPort, List<String> peers) {

    private static final String ANY_PROTOCOL = "-1";

    static Rule of(IpPermission permission) {
      List<String> peers = new ArrayList<>();
      permission.userIdGroupPairs().stream().map(UserIdGroupPair::groupId).forEach(peers::add);
      permission.ipRanges().stream().map(IpRange::cidrIp).forEach(peers::add);
      permission.ipv6Ranges().stream().map(Ipv6Range::cidrIpv6).forEach(peers::add);
      permission.prefixListIds().stream().map(PrefixListId::prefixListId).forEach(peers::add);
      return new Rule(permission.ipProtocol(), permission.fromPort(), permission.toPort(), peers);
    }

    boolean covers(int port) {
      return ANY_PROTOCOL.equals(protocol)
          || ("tcp".equals(protocol) && fromPort <= port && port <= toPort);
    }

    boolean names(NetworkPeer peer) {
      return peers.stream()
          .anyMatch(named -> peer.groupIds().contains(named) || containsAll(named, peer.ranges()));
    }

    private static boolean containsAll(String range, List<String> subnets) {
      IPAddressString addresses = new IPAddressString(range);
      if (!addresses.isIPAddress()) {
        return false;
      }
      boolean everything = Integer.valueOf(0).equals(addresses.getNetworkPrefixLength());
      return everything
          || !subnets.isEmpty()
              && subnets.stream().map(IPAddressString::new).allMatch(addresses::contains);
    }
  }

  static NetworkPeer describe(
      Ec2Client ec2, String name, List<String> groupIds, List<String> subnetIds) {
    List<SecurityGroup> groups =
        ec2.describeSecurityGroups(request -> request.groupIds(groupIds)).securityGroups();
    List<String> ranges =
        subnetIds.isEmpty()
            ? List.of()
            : ec2.describeSubnets(request -> request.subnetIds(subnetIds)).subnets().stream()
                .map(Subnet::cidrBlock)
                .toList();
    return new NetworkPeer(
        name,
        groupIds,
        ranges,
        groups.stream().flatMap(g -> g.ipPermissions().stream()).map(Rule::of).toList(),
        groups.stream().flatMap(g -> g.ipPermissionsEgress().stream()).map(Rule::of).toList());
  }

  boolean sendsTo(NetworkPeer other, int port) {
    return egress.stream().anyMatch(rule -> rule.covers(port) && rule.names(other));
  }

  boolean admits(NetworkPeer other, int port) {
    return ingress.stream().anyMatch(rule -> rule.covers(port) && rule.names(other));
  }
}
