package io.github.auroraproxy.operations.doctor;

import inet.ipaddr.IPAddressString;
import io.github.auroraproxy.operations.aws.Ec2;
import io.github.auroraproxy.operations.aws.Ec2.Rule;
import io.github.auroraproxy.operations.aws.Ec2.SecurityGroup;
import java.util.List;

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

  private static final String ANY_PROTOCOL = "-1";

  static NetworkPeer describe(Ec2 ec2, String name, List<String> groupIds, List<String> subnetIds) {
    List<SecurityGroup> groups = ec2.securityGroups(groupIds);
    return new NetworkPeer(
        name,
        groupIds,
        subnetIds.isEmpty() ? List.of() : ec2.addressRanges(subnetIds),
        groups.stream().flatMap(group -> group.ingress().stream()).toList(),
        groups.stream().flatMap(group -> group.egress().stream()).toList());
  }

  boolean sendsTo(NetworkPeer other, int port) {
    return egress.stream().anyMatch(rule -> covers(rule, port) && other.isIn(rule.peers()));
  }

  boolean admits(NetworkPeer other, int port) {
    return ingress.stream().anyMatch(rule -> covers(rule, port) && other.isIn(rule.peers()));
  }

  static boolean covers(Rule rule, int port) {
    return ANY_PROTOCOL.equals(rule.protocol())
        || "tcp".equals(rule.protocol())
            && rule.fromPort().orElse(0) <= port
            && port <= rule.toPort().orElse(0);
  }

  private boolean isIn(List<String> peers) {
    return peers.stream().anyMatch(peer -> groupIds.contains(peer) || containsAll(peer, ranges));
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
