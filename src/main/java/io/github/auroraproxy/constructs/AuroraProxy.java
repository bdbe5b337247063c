package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.internal.CdkVersion;
import io.github.auroraproxy.internal.CreationSource;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.network.NetworkAccess;
import io.github.auroraproxy.internal.network.Subnets;
import io.github.auroraproxy.internal.policy.DatabaseLogin;
import io.github.auroraproxy.internal.policy.ManagedPolicies;
import io.github.auroraproxy.internal.policy.Permission;
import io.github.auroraproxy.internal.policy.PolicySize;
import io.github.auroraproxy.internal.policy.SplitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.amazon.awscdk.services.rds.DatabaseProxyAttributes;
import software.amazon.awscdk.services.rds.IDatabaseProxy;
import software.constructs.Construct;

/**
 * An RDS Proxy with IAM authentication in front of an Aurora PostgreSQL cluster, and everything
 * that makes it usable: the application's users and their secrets, its database, the proxy's role,
 * its log group, alarms, a dashboard, and a login check.
 *
 * <p>Clients log in to the proxy with an IAM token, over TLS; the proxy logs in to the cluster as
 * {@link AuthenticationMode} says. CloudFormation creates the resources in this order: secret, role
 * in the database, role and policy of the proxy, its log group, the proxy, its target group, the
 * login check. A target group whose user can't log in never becomes available. In a switching mode,
 * the proxy is updated before the roles in the database.
 *
 * <p>It uses L1 constructs, because CDK's {@code DatabaseProxy} puts the ingress rule of the
 * cluster in the cluster's stack, and depends neither on the role's policy nor on the user.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html">RDS
 *     Proxy for Aurora</a>
 */
public class AuroraProxy extends Construct implements IConnectable {

  private final List<AppUser> users;
  private final ApplicationDatabase database;
  private final List<ISecurityGroup> securityGroups;
  private final Connections connections;
  private final String proxyName;
  private final IDatabaseProxy proxy;
  private final Number port;
  private final ProxyAlarms alarms;
  private final ProxyEndpoints endpoints;
  private final List<IManagedPolicy> connectPolicies;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a property has a value that AWS or
   *     PostgreSQL would refuse
   */
  public AuroraProxy(Construct scope, String id, AuroraProxyProps props) {
    super(scope, id);
    CdkVersion.check("AuroraProxy " + getNode().getPath());
    AuroraCluster cluster = props.getCluster();
    AuroraProxyGuards guards = new AuroraProxyGuards(this, props);
    proxyName = guards.proxyName();
    guards.check();
    port = cluster.getWriter().getPort();
    ProxyParts parts = new ProxyParts(this, props, guards.givenOrDefaultName());
    users = parts.users(user -> user);
    database = parts.database(users);
    Subnets subnets = subnets(guards.guard(), props);
    securityGroups = securityGroups(props);
    connections =
        Connections.Builder.create()
            .securityGroups(securityGroups)
            .defaultPort(Port.tcp(port))
            .build();
    ProxyResource made = new ProxyResource(this, props, proxyName);
    CfnDBProxy resource = made.create(users, subnets, securityGroups);
    if (props.getAuthenticationMode().next().isPresent()) {
      // The proxy can log in both ways before the cluster asks for the new one.
      database.getNode().addDependency(resource);
    } else {
      // The cluster asks for the new way before the proxy loses the old one.
      resource.getNode().addDependency(database);
    }
    ProxyTargets targets = new ProxyTargets(this, cluster, resource);
    CfnDBProxyTargetGroup group = targets.group(props.getConnectionPool(), securityGroups);
    group.getNode().addDependency(database);
    endpoints = new ProxyEndpoints(this, guards.guard(), props, proxyName, subnets, securityGroups);
    endpoints.create(targets, group);
    proxy =
        DatabaseProxy.fromDatabaseProxyAttributes(
            this,
            "Imported",
            DatabaseProxyAttributes.builder()
                .dbProxyName(proxyName)
                .dbProxyArn(resource.getAttrDbProxyArn())
                .endpoint(resource.getAttrEndpoint())
                .securityGroups(securityGroups)
                .build());
    connectPolicies = props.isConnectPolicy() ? policiesToConnect(guards.guard()) : List.of();
    if (props.isLoginCheck()) {
      parts
          .login(proxy.getDbProxyArn(), proxy.getEndpoint(), securityGroups, users)
          .getNode()
          .addDependency(group);
    }
    alarms = parts.monitoring(Optional.of(made.logGroup()));
    // RDS refuses a subscription to a proxy that does not exist.
    alarms.getEventSubscription().ifPresent(events -> events.getNode().addDependency(resource));
    CreationSource.tag(this);
  }

  /**
   * Allows a principal to log in to the proxy with an IAM token as one of its users. It opens no
   * security group, see {@link #getConnections()}.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if the proxy has no such user
   */
  public Grant grantConnect(IGrantable grantee, String dbUser) {
    List<String> names = users.stream().map(AppUser::getUserName).toList();
    if (names.stream().allMatch(Known::text) && Known.text(dbUser)) {
      Guard.of("AuroraProxy " + getNode().getPath()).oneOf("dbUser", dbUser, names);
    }
    Permission login = loginAs(dbUser);
    return Grant.addToPrincipal(
        GrantOnPrincipalOptions.builder()
            .grantee(grantee)
            .actions(List.of(login.action()))
            .resourceArns(List.of(login.resource()))
            .build());
  }

  /** Allows a principal to log in to the proxy with an IAM token as the first of its users. */
  public Grant grantConnect(IGrantable grantee) {
    return grantConnect(grantee, getUser().getUserName());
  }

  /**
   * Lets a client, such as a function or a service, use the proxy as one of its users: allows the
   * login, and adds rules to the security groups of both. The rules are in the client's stack.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if the proxy has no such user
   */
  public <C extends IConnectable & IGrantable> void allowClient(C client, String dbUser) {
    grantConnect(client, dbUser);
    for (ISecurityGroup group : client.getConnections().getSecurityGroups()) {
      NetworkAccess.fromClient(this, group, securityGroups, port);
    }
  }

  /** Lets a client use the proxy as the first of its users. */
  public <C extends IConnectable & IGrantable> void allowClient(C client) {
    allowClient(client, getUser().getUserName());
  }

  /**
   * The security groups of the proxy, with its port as the default port. {@code
   * proxy.getConnections().allowDefaultPortFrom(client)} adds rules in the proxy's stack and no
   * permission; {@link #allowClient} adds both, in the client's stack.
   */
  @Override
  public Connections getConnections() {
    return connections;
  }

  /** The proxy's name. */
  public String getProxyName() {
    return proxyName;
  }

  /** The proxy, for CDK's own APIs: its endpoint and its ARN. */
  public IDatabaseProxy getProxy() {
    return proxy;
  }

  /** The host that clients connect to. */
  public String getEndpoint() {
    return proxy.getEndpoint();
  }

  /** The proxy's ARN. */
  public String getProxyArn() {
    return proxy.getDbProxyArn();
  }

  /** The host of the endpoint to the readers, if there is one. */
  public Optional<String> getReadOnlyEndpoint() {
    return endpoints.readOnlyHost();
  }

  /** The host of a further endpoint, by {@link ProxyEndpoint#getName()}. */
  public Optional<String> getEndpoint(String name) {
    return endpoints.host(name);
  }

  /** The port of the proxy, which is the cluster's. */
  public Number getPort() {
    return port;
  }

  /** The first of the users. */
  public AppUser getUser() {
    return users.get(0);
  }

  /** The application's users. */
  public List<AppUser> getUsers() {
    return users;
  }

  /**
   * The managed policies that together allow people to log in as any user; empty without {@link
   * AuroraProxyProps#isConnectPolicy()}. There are several if there are too many users for one.
   */
  public List<IManagedPolicy> getConnectPolicies() {
    return connectPolicies;
  }

  /** The application's database. */
  public ApplicationDatabase getDatabase() {
    return database;
  }

  /** The proxy's alarms. */
  public ProxyAlarms getAlarms() {
    return alarms;
  }

  private static Subnets subnets(Guard guard, AuroraProxyProps props) {
    AuroraCluster cluster = props.getCluster();
    Subnets subnets =
        props
            .getVpcSubnets()
            .map(chosen -> Subnets.of(cluster.getVpc(), Optional.of(chosen)))
            .orElseGet(cluster::subnets);
    subnets.checkZones(guard, "vpcSubnets");
    return subnets;
  }

  private List<ISecurityGroup> securityGroups(AuroraProxyProps props) {
    return props.getSecurityGroups().isEmpty()
        ? List.of(
            SecurityGroup.Builder.create(this, "SecurityGroup")
                .vpc(props.getCluster().getVpc())
                .description("RDS Proxy " + proxyName)
                .allowAllOutbound(false)
                .build())
        : props.getSecurityGroups();
  }

  private List<IManagedPolicy> policiesToConnect(Guard guard) {
    List<IManagedPolicy> policies = new ArrayList<>();
    ManagedPolicies managed = new ManagedPolicies(this, guard);
    IntFunction<SplitPolicy.Page> next =
        number -> {
          SplitPolicy.Page page = managed.alone("ConnectPolicy" + (number == 1 ? "" : number));
          policies.add((IManagedPolicy) page.policy());
          return page;
        };
    SplitPolicy policy = new SplitPolicy(this, next.apply(1), PolicySize.MOST_MANAGED, next);
    users.forEach(user -> policy.add(loginAs(user.getUserName())));
    return List.copyOf(policies);
  }

  private Permission loginAs(String userName) {
    return DatabaseLogin.allowed(this, DatabaseLogin.proxyId(proxy.getDbProxyArn()), userName);
  }

  /** Builds an {@link AuroraProxy}; each setter is documented where it points. */
  public static final class Builder extends AuroraProxyBuilder<Builder> {

    private final Construct scope;
    private final String id;

    private Builder(Construct scope, String id) {
      this.scope = scope;
      this.id = id;
    }

    /** A new builder of a construct in a scope. */
    public static Builder create(Construct scope, String id) {
      return new Builder(scope, id);
    }

    /**
     * @throws io.github.auroraproxy.InvalidPropertyException as the constructor
     */
    public AuroraProxy build() {
      return new AuroraProxy(scope, id, props.build());
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
