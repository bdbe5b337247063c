package io.github.auroraproxy.internal.network;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SelectedSubnets;
import software.amazon.awscdk.services.ec2.SubnetSelection;

/**
 * The subnets of a proxy, an endpoint or the database function.
 *
 * @param selection for CDK's own constructs
 * @param ids for CloudFormation; one element where the list is known at deployment only
 * @param zones the Availability Zones that synth can tell apart; a subnet without one counts as one
 * @param isKnown whether synth knows how many subnets these are
 * @param isPublic whether any of them is known to be public
 */
public record Subnets(
    SubnetSelection selection, List<String> ids, int zones, boolean isKnown, boolean isPublic) {

  /** RDS Proxy's own limit. */
  private static final int LEAST_ZONES = 2;

  /**
   * @param selection CDK's default selection if empty
   */
  public static Subnets of(IVpc vpc, Optional<SubnetSelection> selection) {
    return selection
        .filter(chosen -> chosen.getSubnets() != null)
        .map(chosen -> named(vpc, chosen))
        .orElseGet(() -> selected(vpc, selection.orElseGet(SubnetSelection.builder()::build)));
  }

  /** RDS Proxy needs two zones; what synth can't know passes. */
  public void checkZones(Guard guard, String property) {
    guard.check(
        !isKnown || zones >= LEAST_ZONES,
        property,
        "lie in fewer than two Availability Zones; RDS Proxy needs subnets in at least two");
  }

  /** CDK's selection would ask each subnet for its zone, which an imported one need not know. */
  private static Subnets named(IVpc vpc, SubnetSelection selection) {
    List<ISubnet> subnets = selection.getSubnets();
    List<String> ids = subnets.stream().map(ISubnet::getSubnetId).toList();
    Set<String> open =
        vpc.getPublicSubnets().stream().map(ISubnet::getSubnetId).collect(Collectors.toSet());
    return new Subnets(
        selection,
        ids,
        (int) subnets.stream().map(Subnets::zone).distinct().count(),
        Known.list(ids) && !isPending(vpc),
        ids.stream().anyMatch(open::contains));
  }

  private static Subnets selected(IVpc vpc, SubnetSelection selection) {
    SelectedSubnets selected = vpc.selectSubnets(selection);
    return new Subnets(
        selection,
        selected.getSubnetIds(),
        new HashSet<>(selected.getAvailabilityZones()).size(),
        Known.subnets(selected),
        Boolean.TRUE.equals(selected.getHasPublic()));
  }

  /** Subnets that a team picked from a VPC are not the real ones before the VPC is looked up. */
  private static boolean isPending(IVpc vpc) {
    SubnetSelection none = SubnetSelection.builder().subnets(List.of()).build();
    return !Known.subnets(vpc.selectSubnets(none));
  }

  /**
   * CDK throws an exception if an imported subnet has no zone; the subnet then counts as a zone.
   */
  private static String zone(ISubnet subnet) {
    try {
      return subnet.getAvailabilityZone();
    } catch (RuntimeException unknown) {
      return subnet.getSubnetId();
    }
  }
}
