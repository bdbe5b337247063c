package io.github.auroraproxy.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.IVpc;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The names that the constructs of one app use, so that synth refuses one that is used twice. Each
 * name is unique in the same scope as in AWS: in an account and region where both are known, and
 * otherwise in a stage, since two stages of one app are deployed to different places.
 */
public final class UniqueNames extends Construct {

  private static final String ID = "AuroraProxyUniqueNames";

  /** The construct that uses a name, by the scope and the name. */
  private final Map<String, String> users = new HashMap<>();

  private UniqueNames(Construct root) {
    super(root, ID);
  }

  /** The names of the app that a construct belongs to. */
  public static UniqueNames of(IConstruct scope) {
    Construct root = (Construct) scope.getNode().getRoot();
    return root.getNode().tryFindChild(ID) instanceof UniqueNames existing
        ? existing
        : new UniqueNames(root);
  }

  /**
   * Uses the names of a database, its owner and its users, which are unique in a cluster.
   *
   * @param cluster tells one cluster from another
   */
  public void database(
      Guard guard, String cluster, String databaseName, String owner, List<String> userNames) {
    use(guard, "databaseName", databaseName, cluster + " database " + databaseName);
    use(guard, "ownerName", owner, cluster + " user " + owner);
    userNames.forEach(name -> use(guard, "userName", name, cluster + " user " + name));
  }

  /** Uses the name of a proxy, which is unique in an account and region. */
  public void proxyName(Guard guard, Construct proxy, String name) {
    use(guard, "proxyName", name, environment(proxy) + " proxy " + inLowerCase(name));
  }

  /** Uses the name of a proxy endpoint, which is unique among the endpoints of all proxies. */
  public void endpointName(Guard guard, Construct proxy, String name) {
    use(guard, "endpoint", name, environment(proxy) + " endpoint " + inLowerCase(name));
  }

  /** Uses the name of an alarm, which is unique in an account and region. */
  public void alarmName(Guard guard, Construct alarms, String name, String prefix) {
    use(
        guard,
        "namePrefix",
        prefix,
        environment(alarms) + " alarm " + name,
        "gives an alarm the name '" + name + "', which %s has already; set another namePrefix");
  }

  /** Uses the name of a dashboard, which is unique in an account: dashboards have no region. */
  public void dashboardName(Guard guard, Construct dashboard, String name) {
    String account = Stack.of(dashboard).getAccount();
    use(
        guard,
        "dashboardName",
        name,
        (Known.text(account) ? account : environment(dashboard)) + " dashboard " + name,
        "is '" + name + "', which %s has already; set another dashboardName, or leave one out");
  }

  /**
   * Uses the private DNS name of Secrets Manager in a VPC, which one interface endpoint can have.
   *
   * @param function that creates the endpoint, as others of its class do
   */
  public void secretsManagerEndpoint(Guard guard, Construct function, IVpc vpc) {
    String key = environment(vpc) + " endpoint of " + vpc.getVpcId();
    String user =
        endpointOfTheApp(function, vpc).orElseGet(() -> users.putIfAbsent(key, guard.where()));
    guard.check(
        user == null,
        "functionNetwork",
        "asks for an interface endpoint for Secrets Manager, which "
            + user
            + " gives the VPC already, and its private DNS allows one; leave it out here");
  }

  /** The path of an endpoint of the VPC that no function of this library creates. */
  private static Optional<String> endpointOfTheApp(Construct function, IVpc vpc) {
    return vpc.getNode().getRoot().getNode().findAll().stream()
        .filter(CfnVPCEndpoint.class::isInstance)
        .map(CfnVPCEndpoint.class::cast)
        .filter(endpoint -> vpc.getVpcId().equals(endpoint.getVpcId()))
        .filter(endpoint -> String.valueOf(endpoint.getServiceName()).contains("secretsmanager"))
        .filter(endpoint -> Boolean.TRUE.equals(endpoint.getPrivateDnsEnabled()))
        .map(endpoint -> endpoint.getNode().getScope())
        .filter(endpoint -> !function.getClass().isInstance(endpoint.getNode().getScope()))
        .map(endpoint -> endpoint.getNode().getPath())
        .findFirst();
  }

  /** The scope of most names: the account and region, or the stage where these are unknown. */
  public static String environment(IConstruct construct) {
    Stack stack = Stack.of(construct);
    return Known.text(stack.getAccount()) && Known.text(stack.getRegion())
        ? stack.getAccount() + " " + stack.getRegion()
        : "stage '" + Stage.of(construct).getNode().getPath() + "'";
  }

  private void use(Guard guard, String property, String value, String key) {
    use(guard, property, value, key, "is '" + value + "', which %s has already; give each its own");
  }

  private void use(Guard guard, String property, String value, String key, String complaint) {
    if (Known.isPending(value)) {
      return;
    }
    String user = users.putIfAbsent(key, guard.where());
    guard.check(user == null, property, complaint.replace("%s", String.valueOf(user)));
  }

  /** RDS stores names in lower case. */
  private static String inLowerCase(String name) {
    return Known.text(name) ? name.toLowerCase(Locale.ROOT) : name;
  }
}
