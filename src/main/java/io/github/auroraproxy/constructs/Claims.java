package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.IVpc;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * What the constructs of one app have claimed for themselves, so that two that would get in each
 * other's way are told at synth. Each claim holds as widely as AWS takes the name: in an account
 * and region where both are known, and otherwise in a stage, since two stages of one app are
 * deployed to different places.
 */
final class Claims extends Construct {

  private static final String ID = "AuroraProxyClaims";

  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Rules> rules = new HashMap<>();

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
    claim(guard, "proxyName", name, environment(proxy) + " proxy " + folded(name));
  }

  /** So is the name of an endpoint, which no other endpoint of any proxy may have. */
  void endpointName(Guard guard, Construct proxy, String name) {
    claim(guard, "endpoint", name, environment(proxy) + " endpoint " + folded(name));
  }

  /** So is the name of an alarm. */
  void alarmName(Guard guard, Construct alarms, String name, String prefix) {
    claim(
        guard,
        "namePrefix",
        prefix,
        environment(alarms) + " alarm " + name,
        "gives an alarm the name '" + name + "', which %s has already; set another namePrefix");
  }

  /** A dashboard is of no region: its name is unique in an account. */
  void dashboardName(Guard guard, Construct dashboard, String name) {
    String account = Stack.of(dashboard).getAccount();
    claim(
        guard,
        "dashboardName",
        name,
        (Known.text(account) ? account : environment(dashboard)) + " dashboard " + name,
        "is '" + name + "', which %s has already; set another dashboardName, or leave one out");
  }

  /** A VPC's private DNS allows one interface endpoint of a service. */
  void secretsManagerEndpoint(Guard guard, IVpc vpc) {
    String claim = environment(vpc) + " endpoint of " + vpc.getVpcId();
    String owner = ofTheTeam(vpc).orElseGet(() -> owners.putIfAbsent(claim, guard.where()));
    guard.check(
        owner == null,
        "functionNetwork",
        "asks for an interface endpoint for Secrets Manager, which "
            + owner
            + " gives the VPC already, and its private DNS allows one; leave it out here");
  }

  /** The path of an endpoint that the app gives the VPC without us. */
  private static Optional<String> ofTheTeam(IVpc vpc) {
    return vpc.getNode().getRoot().getNode().findAll().stream()
        .filter(CfnVPCEndpoint.class::isInstance)
        .map(CfnVPCEndpoint.class::cast)
        .filter(endpoint -> vpc.getVpcId().equals(endpoint.getVpcId()))
        .filter(endpoint -> String.valueOf(endpoint.getServiceName()).contains("secretsmanager"))
        .filter(endpoint -> Boolean.TRUE.equals(endpoint.getPrivateDnsEnabled()))
        .map(endpoint -> endpoint.getNode().getScope())
        .filter(endpoint -> !(endpoint.getNode().getScope() instanceof DatabaseFunction))
        .map(endpoint -> endpoint.getNode().getPath())
        .findFirst();
  }

  /**
   * The rules of one way between two security groups, which EC2 allows once.
   *
   * @param way the ids of both groups and the port
   * @param maker makes the rules, unless there are some that serve
   */
  List<CfnResource> securityGroupRules(
      Guard guard, IConstruct client, String way, Supplier<List<CfnResource>> maker) {
    String key = environment(client) + " " + way;
    Rules known = rules.get(key);
    if (known != null && known.stack().equals(Stack.of(client))) {
      return known.resources();
    }
    List<CfnResource> made = maker.get();
    guard.check(
        made.isEmpty() || known == null,
        "securityGroup",
        "was imported in the stack of "
            + (known == null ? "" : known.owner())
            + ", too, and EC2 takes each of its rules once; import it once and give both the same"
            + " construct");
    if (!made.isEmpty()) {
      rules.put(key, new Rules(guard.where(), Stack.of(client), made));
    }
    return made;
  }

  /** Where names are unique: the account and region, or the stage where they are unknown. */
  static String environment(IConstruct construct) {
    Stack stack = Stack.of(construct);
    return Known.text(stack.getAccount()) && Known.text(stack.getRegion())
        ? stack.getAccount() + " " + stack.getRegion()
        : "stage '" + Stage.of(construct).getNode().getPath() + "'";
  }

  private void claim(Guard guard, String property, String value, String claim) {
    claim(
        guard,
        property,
        value,
        claim,
        "is '" + value + "', which %s has already; give each its own");
  }

  private void claim(Guard guard, String property, String value, String claim, String complaint) {
    if (Known.isPending(value)) {
      return;
    }
    String owner = owners.putIfAbsent(claim, guard.where());
    guard.check(owner == null, property, complaint.replace("%s", String.valueOf(owner)));
  }

  /** RDS keeps names in lower case. */
  private static String folded(String name) {
    return Known.text(name) ? name.toLowerCase(Locale.ROOT) : name;
  }

  private record Rules(String owner, Stack stack, List<CfnResource> resources) {}
}
