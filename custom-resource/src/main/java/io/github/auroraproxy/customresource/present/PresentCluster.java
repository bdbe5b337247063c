package io.github.auroraproxy.customresource.present;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The part of the cluster that a plan needs: roles, memberships and the application's database.
 *
 * @param server its version
 * @param admin the user of the admin secret
 * @param roles the roles that are named by the desired state or hold a mark, by name
 * @param memberships direct ones, of these roles and of every role that they reach
 * @param database the application's, if it exists
 * @param elsewhere the other databases in which objects belong to a marked role that the desired
 *     state does not name, or name it; by role
 */
public record PresentCluster(
    Server server,
    String admin,
    Map<String, PresentRole> roles,
    List<Membership> memberships,
    Optional<PresentDatabase> database,
    Map<String, List<String>> elsewhere) {

  /** The role of that name. */
  public Optional<PresentRole> role(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  /** The direct members of a role. */
  public Stream<Membership> membersOf(String role) {
    return memberships.stream().filter(membership -> membership.role().equals(role));
  }

  /** The roles that a role is a direct member of. */
  public Stream<Membership> membershipsOf(String member) {
    return memberships.stream().filter(membership -> membership.member().equals(member));
  }

  /** The roles that a role is a member of, directly or through others, in order. */
  public Set<String> reachableFrom(String member) {
    Set<String> reached = new TreeSet<>();
    Deque<String> left = new ArrayDeque<>(List.of(member));
    while (!left.isEmpty()) {
      membershipsOf(left.pop()).map(Membership::role).filter(reached::add).forEach(left::push);
    }
    return reached;
  }
}
