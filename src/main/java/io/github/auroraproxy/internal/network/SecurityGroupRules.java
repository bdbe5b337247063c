package io.github.auroraproxy.internal.network;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.UniqueNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The rules between security groups that the constructs of one app have created. EC2 accepts each
 * rule once.
 */
final class SecurityGroupRules extends Construct {

  private static final String ID = "AuroraProxySecurityGroupRules";

  private final Map<String, Rules> created = new HashMap<>();

  private SecurityGroupRules(Construct root) {
    super(root, ID);
  }

  static SecurityGroupRules of(IConstruct scope) {
    Construct root = (Construct) scope.getNode().getRoot();
    return root.getNode().tryFindChild(ID) instanceof SecurityGroupRules existing
        ? existing
        : new SecurityGroupRules(root);
  }

  /**
   * The rules that let a client's group reach a server's.
   *
   * @param path the ids of both groups and the port
   * @param creator creates the rules; it is called unless the client's stack has them already
   */
  List<CfnResource> between(
      Guard guard, IConstruct client, String path, Supplier<List<CfnResource>> creator) {
    String key = UniqueNames.environment(client) + " " + path;
    Rules existing = created.get(key);
    if (existing != null && existing.stack().equals(Stack.of(client))) {
      return existing.resources();
    }
    List<CfnResource> resources = creator.get();
    guard.check(
        resources.isEmpty() || existing == null,
        "securityGroup",
        "was imported in the stack of "
            + (existing == null ? "" : existing.construct())
            + ", too, and EC2 takes each of its rules once; import it once and give both the same"
            + " construct");
    if (!resources.isEmpty()) {
      created.put(key, new Rules(guard.where(), Stack.of(client), resources));
    }
    return resources;
  }

  private record Rules(String construct, Stack stack, List<CfnResource> resources) {}
}
