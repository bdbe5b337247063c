package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.amazon.awscdk.services.rds.CfnDBProxyEndpoint;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.amazon.awscdk.services.rds.DatabaseProxyAttributes;
import software.amazon.awscdk.services.rds.IDatabaseProxy;
import software.constructs.Construct;

/**
 * An RDS Proxy with IAM authentication in front of an Aurora PostgreSQL cluster, and everything
 * that makes it usable: the application's users and their secrets, the application's database, the
 * proxy's role, its logs, alarms and a dashboard, and a login that proves it works.
 *
 * <p>Clients log in to the proxy with an IAM token, over TLS; the proxy logs in to the cluster as
 * {@link AuthenticationMode} says. Everything comes in the order in which it is needed: secret,
 * role in the database, role and policy of the proxy, its log group, the proxy, its target group,
 * the login check. A target group whose user can't log in never becomes available.
 *
 * <p>It is made of CloudFormation's own resources, because CDK's {@code DatabaseProxy} puts the
 * cluster's ingress rule in the cluster's stack and waits neither for the role's policy nor for the
 * user.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html">RDS
 *     Proxy for Aurora</a>
 */
public class AuroraProxy extends Construct {

  private final List<AppUser> users;
  private final ApplicationDatabase database;
  private final SecurityGroup securityGroup;
  private final String proxyName;
  private final IDatabaseProxy proxy;
  private final Number port;
  private final ProxyAlarms alarms;
  private final Optional<String> readOnlyEndpoint;
  private final Optional<IManagedPolicy> connectPolicy;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a property has a value that AWS or
   *     PostgreSQL would refuse
   */
  public AuroraProxy(Construct scope, String id, AuroraProxyProps props) {
    super(scope, id);
    AuroraCluster cluster = props.getCluster();
    AuroraProxyGuards guards = new AuroraProxyGuards(this, props);
    proxyName = guards.proxyName();
    guards.check();
    port = cluster.getWriter().getPort();
    ProxyParts parts = new ProxyParts(this, props, proxyName);
    users = parts.users(user -> user);
    database = parts.database(users);
    securityGroup =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(cluster.getVpc())
            .description("RDS Proxy " + proxyName)
            .allowAllOutbound(false)
            .build();
    CfnDBProxy resource = new ProxyResource(this, props, proxyName).create(users, securityGroup);
    resource.getNode().addDependency(database);
    ProxyTargets targets = new ProxyTargets(this, cluster, resource);
    CfnDBProxyTargetGroup group = targets.group(props.getConnectionPool(), securityGroup);
    group.getNode().addDependency(database);
    readOnlyEndpoint =
        guards
            .readOnlyEndpointName()
            .map(name -> targets.readers(name, securityGroup, group))
            .map(CfnDBProxyEndpoint::getAttrEndpoint);
    proxy =
        DatabaseProxy.fromDatabaseProxyAttributes(
            this,
            "Imported",
            DatabaseProxyAttributes.builder()
                .dbProxyName(proxyName)
                .dbProxyArn(resource.getAttrDbProxyArn())
                .endpoint(resource.getAttrEndpoint())
                .securityGroups(List.of(securityGroup))
                .build());
    connectPolicy = props.isConnectPolicy() ? Optional.of(policyToConnect()) : Optional.empty();
    if (props.isLoginCheck()) {
      parts
          .login(proxy.getDbProxyArn(), proxy.getEndpoint(), List.of(securityGroup), users)
          .getNode()
          .addDependency(group);
    }
    alarms = parts.monitoring();
    CreationSource.tag(this);
  }

  /**
   * Allows somebody to log in to the proxy with an IAM token as one of its users. The network is
   * apart, see {@link #allowClient(IConnectable, String)}.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if the proxy has no such user
   */
  public Grant grantConnect(String userName, IGrantable grantee) {
    Guard.of("AuroraProxy " + getNode().getPath())
        .oneOf("userName", userName, users.stream().map(AppUser::getUserName).toList());
    PolicyStatement login = loginAs(userName);
    return Grant.addToPrincipal(
        GrantOnPrincipalOptions.builder()
            .grantee(grantee)
            .actions(login.getActions())
            .resourceArns(login.getResources())
            .build());
  }

  /**
   * Lets a client, such as a function or a service, use the proxy as one of its users: allows the
   * login and opens the way through both security groups. The rules stand in the client's stack.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if the proxy has no such user
   */
  public <C extends IConnectable & IGrantable> void allowClient(C client, String userName) {
    grantConnect(userName, client);
    client.getConnections().allowTo(securityGroup, Port.tcp(port), "To the proxy");
  }

  /** Lets a client use the proxy as the first of its users. */
  public <C extends IConnectable & IGrantable> void allowClient(C client) {
    allowClient(client, getUser().getUserName());
  }

  /** The proxy's name. */
  public String getProxyName() {
    return proxyName;
  }

  /** The proxy, for CDK's own APIs: its endpoint and its ARN. */
  public IDatabaseProxy getProxy() {
    return proxy;
  }

  /** The host of the endpoint to the readers, if there is one. */
  public Optional<String> getReadOnlyEndpoint() {
    return readOnlyEndpoint;
  }

  /**
   * The proxy's security group, with no ingress but what {@link #allowClient} and the login check
   * open.
   */
  public ISecurityGroup getSecurityGroup() {
    return securityGroup;
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

  /** The policy for people that allows to log in as any user, if it was asked for. */
  public Optional<IManagedPolicy> getConnectPolicy() {
    return connectPolicy;
  }

  /** The application's database. */
  public ApplicationDatabase getDatabase() {
    return database;
  }

  /** The proxy's alarms. */
  public ProxyAlarms getAlarms() {
    return alarms;
  }

  private ManagedPolicy policyToConnect() {
    return ManagedPolicy.Builder.create(this, "ConnectPolicy")
        .description("Allows to log in to RDS Proxy " + proxyName + " as its users")
        .statements(users.stream().map(user -> loginAs(user.getUserName())).toList())
        .build();
  }

  private PolicyStatement loginAs(String userName) {
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
