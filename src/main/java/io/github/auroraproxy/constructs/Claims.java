package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * What the constructs of one app have claimed for themselves, so that two that would get in each
 * other's way are told at synth.
 */
final class Claims extends Construct {

  private static final String ID = "AuroraProxyClaims";

  private final Map<String, String> owners = new HashMap<>();

  private Claims(Construct root) {
    super(root, ID);
  }

  static Claims of(IConstruct scope) {
    Construct root = (Construct) scope.getNode().getRoot();
    return root.getNode().tryFindChild(ID) instanceof Claims existing ? existing : new Claims(root);
  }

  /** A database, its owner and its users belong to one construct. */
  void database(Guard guard, AuroraCluster cluster, ApplicationDatabaseProps props) {
    String where = cluster.identity();
    claim(
        guard,
        "databaseName",
        props.getDatabaseName(),
        where + " database " + props.getDatabaseName());
    String owner = ApplicationDatabase.ownerOf(props);
    claim(guard, "ownerName", owner, where + " user " + owner);
    for (AppUser user : props.getUsers()) {
      claim(guard, "userName", user.getUserName(), where + " user " + user.getUserName());
    }
  }

  /** A proxy's name is unique in an account and region. */
  void proxyName(Guard guard, Construct proxy, String name) {
    Stack stack = Stack.of(proxy);
    claim(
        guard, "proxyName", name, stack.getAccount() + " " + stack.getRegion() + " proxy " + name);
  }

  private void claim(Guard guard, String property, String value, String claim) {
    String owner = owners.putIfAbsent(claim, guard.where());
    guard.check(
        owner == null,
        property,
        "is '" + value + "', which " + owner + " has already; give each its own");
  }
}
