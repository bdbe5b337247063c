package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.amazon.awscdk.services.rds.CfnDBProxyTargetGroup;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseProxy;
import software.amazon.awscdk.services.rds.DatabaseProxyAttributes;
import software.amazon.awscdk.services.rds.IDatabaseProxy;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * An RDS Proxy with IAM authentication in front of an Aurora PostgreSQL cluster, and everything
 * that makes it usable: the application's user and its secret, the application's database, the
 * proxy's role, its logs, alarms and a dashboard.
 *
 * <p>Clients log in to the proxy with an IAM token, over TLS; the proxy logs in to the cluster with
 * the user's secret. The proxy is created when the user exists in the database: a target group
 * whose user can't log in never becomes available.
 *
 * <p>It is made of CloudFormation's own resources, because CDK's {@code DatabaseProxy} puts the
 * cluster's ingress rule in the cluster's stack and waits neither for the role's policy nor for the
 * user.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html">RDS
 *     Proxy for Aurora</a>
 */
public class AuroraProxy extends Construct {

  private static final int LONGEST_NAME = 63;
  private static final long LEAST_IDLE_SECONDS = 60;
  private static final long MOST_IDLE_SECONDS = 28_800;

  private final AppUser user;
  private final ApplicationDatabase database;
  private final SecurityGroup securityGroup;
  private final String proxyName;
  private final IDatabaseProxy proxy;
  private final Number port;
  private final ProxyAlarms alarms;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a property has a value that AWS or
   *     PostgreSQL would refuse
   */
  public AuroraProxy(Construct scope, String id, AuroraProxyProps props) {
    super(scope, id);
    Guard guard = Guard.of("AuroraProxy " + getNode().getPath());
    AuroraCluster cluster = props.getCluster();
    proxyName = guard.rdsName("proxyName", props.getProxyName().orElseGet(() -> nameFor(cluster)));
    port = cluster.getWriter().getPort();
    user =
        new AppUser(
            this,
            "AppUser",
            AppUserProps.builder()
                .from((AppUserOptions) props)
                .cluster(cluster)
                .encryptionKey(props.getSecretEncryptionKey())
                .build());
    database =
        new ApplicationDatabase(
            this,
            "Database",
            ApplicationDatabaseProps.builder()
                .from((ApplicationDatabaseOptions) props)
                .cluster(cluster)
                .addUsers(user)
                .build());
    securityGroup =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(cluster.getVpc())
            .description("RDS Proxy " + proxyName)
            .allowAllOutbound(false)
            .build();
    CfnDBProxy resource = proxy(cluster, idleSeconds(guard, props.getIdleClientTimeout()));
    resource.getNode().addDependency(database, proxyLogs(props.getLogRetention()));
    targetGroup(cluster, resource);
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
    alarms =
        new ProxyAlarms(
            this,
            "Alarms",
            ProxyAlarmsProps.builder().proxyName(proxyName).topic(props.getAlarmTopic()).build());
    if (props.isDashboard()) {
      new ProxyDashboard(
          this,
          "Dashboard",
          ProxyDashboardProps.builder().proxyName(proxyName).alarms(alarms).build());
    }
    CreationSource.tag(this);
  }

  /** The proxy's name. */
  public String getProxyName() {
    return proxyName;
  }

  /**
   * The proxy, for CDK's own APIs: its endpoint, its ARN, and {@code grantConnect(grantee,
   * userName)}, which allows a client to log in. The network is opened apart, see {@link
   * #getSecurityGroup()}.
   */
  public IDatabaseProxy getProxy() {
    return proxy;
  }

  /** The proxy's security group, with no ingress: allow each client on {@link #getPort()}. */
  public ISecurityGroup getSecurityGroup() {
    return securityGroup;
  }

  /** The port of the proxy, which is the cluster's. */
  public Number getPort() {
    return port;
  }

  /** The application's user, with its secret. */
  public AppUser getUser() {
    return user;
  }

  /** The application's database. */
  public ApplicationDatabase getDatabase() {
    return database;
  }

  /** The proxy's alarms. */
  public ProxyAlarms getAlarms() {
    return alarms;
  }

  private String nameFor(AuroraCluster cluster) {
    return cluster
        .getName()
        .map(name -> name + "-proxy")
        .orElseGet(
            () ->
                Names.uniqueResourceName(
                    this,
                    UniqueResourceNameOptions.builder()
                        .maxLength(LONGEST_NAME)
                        .separator("-")
                        .build()));
  }

  private static long idleSeconds(Guard guard, Duration timeout) {
    return guard.between(
        "idleClientTimeout",
        timeout.toSeconds().longValue(),
        LEAST_IDLE_SECONDS,
        MOST_IDLE_SECONDS,
        "seconds");
  }

  private LogGroup proxyLogs(RetentionDays retention) {
    return LogGroup.Builder.create(this, "Logs")
        .logGroupName("/aws/rds/proxy/" + proxyName)
        .retention(retention)
        // Kept, it would be in the way of the next proxy of this name.
        .removalPolicy(RemovalPolicy.DESTROY)
        .build();
  }

  private CfnDBProxy proxy(AuroraCluster cluster, long idleSeconds) {
    IRole role =
        new ProxyRole(this, "Role", ProxyRoleProps.builder().addSecrets(user.getSecret()).build())
            .getRole();
    return CfnDBProxy.Builder.create(this, "Proxy")
        .dbProxyName(proxyName)
        .engineFamily("POSTGRESQL")
        .requireTls(true)
        .idleClientTimeout(idleSeconds)
        .auth(
            List.of(
                CfnDBProxy.AuthFormatProperty.builder()
                    .authScheme("SECRETS")
                    .iamAuth("REQUIRED")
                    .secretArn(user.getSecret().getSecretArn())
                    .build()))
        .roleArn(role.getRoleArn())
        .vpcSubnetIds(cluster.subnets().getSubnetIds())
        .vpcSecurityGroupIds(List.of(securityGroup.getSecurityGroupId()))
        .build();
  }

  private void targetGroup(AuroraCluster cluster, CfnDBProxy resource) {
    CfnDBProxyTargetGroup group =
        CfnDBProxyTargetGroup.Builder.create(this, "TargetGroup")
            .dbProxyName(resource.getRef())
            .targetGroupName("default")
            .dbClusterIdentifiers(List.of(cluster.getCluster().getClusterIdentifier()))
            .build();
    group
        .getNode()
        .addDependency(
            database, new ClusterAccess(this, "ToCluster", cluster, securityGroup, "proxy"));
    group.getNode().addDependency(cluster.readiness());
  }

  /** Builds an {@link AuroraProxy}; each setter is documented where it points. */
  public static final class Builder {

    private final Construct scope;
    private final String id;
    private final AuroraProxyProps.Builder props = AuroraProxyProps.builder();

    private Builder(Construct scope, String id) {
      this.scope = scope;
      this.id = id;
    }

    /** A new builder of a construct in a scope. */
    public static Builder create(Construct scope, String id) {
      return new Builder(scope, id);
    }

    /** The cluster behind the proxy, created in this app. */
    public Builder cluster(DatabaseCluster cluster) {
      return cluster(AuroraCluster.of(cluster));
    }

    /** See {@link AuroraProxyProps#getCluster()}. */
    public Builder cluster(AuroraCluster cluster) {
      props.cluster(cluster);
      return this;
    }

    /** See {@link AuroraProxyProps#getProxyName()}. */
    public Builder proxyName(String proxyName) {
      props.proxyName(proxyName);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#getDatabaseName()}. */
    public Builder databaseName(String databaseName) {
      props.databaseName(databaseName);
      return this;
    }

    /** See {@link AppUserOptions#getUserName()}. */
    public Builder userName(String userName) {
      props.userName(userName);
      return this;
    }

    /** See {@link AppUserOptions#getPrivileges()}. */
    public Builder privileges(Privileges privileges) {
      props.privileges(privileges);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#getMigrations()}. */
    public Builder migrations(Migrations migrations) {
      props.migrations(migrations);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#getDatabaseRemovalPolicy()}. */
    public Builder databaseRemovalPolicy(RemovalPolicy databaseRemovalPolicy) {
      props.databaseRemovalPolicy(databaseRemovalPolicy);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#isAdopt()}. */
    public Builder adopt(boolean adopt) {
      props.adopt(adopt);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#getDatabaseTls()}. */
    public Builder databaseTls(DatabaseTls databaseTls) {
      props.databaseTls(databaseTls);
      return this;
    }

    /** See {@link AuroraProxyProps#getIdleClientTimeout()}. */
    public Builder idleClientTimeout(Duration idleClientTimeout) {
      props.idleClientTimeout(idleClientTimeout);
      return this;
    }

    /** See {@link AuroraProxyProps#getSecretEncryptionKey()}. */
    public Builder secretEncryptionKey(IKey secretEncryptionKey) {
      props.secretEncryptionKey(secretEncryptionKey);
      return this;
    }

    /** See {@link ApplicationDatabaseOptions#getLogRetention()}. */
    public Builder logRetention(RetentionDays logRetention) {
      props.logRetention(logRetention);
      return this;
    }

    /** See {@link AuroraProxyProps#getAlarmTopic()}. */
    public Builder alarmTopic(ITopic alarmTopic) {
      props.alarmTopic(alarmTopic);
      return this;
    }

    /** See {@link AuroraProxyProps#isDashboard()}. */
    public Builder dashboard(boolean dashboard) {
      props.dashboard(dashboard);
      return this;
    }

    /**
     * @throws io.github.auroraproxy.InvalidPropertyException as the constructor
     */
    public AuroraProxy build() {
      return new AuroraProxy(scope, id, props.build());
    }
  }
}
