package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.sns.ITopic;

/** The setters of {@link AuroraProxy.Builder}; each is documented where it points. */
public abstract sealed class AuroraProxyBuilder<B extends AuroraProxyBuilder<B>>
    permits AuroraProxy.Builder {

  final AuroraProxyProps.Builder props = AuroraProxyProps.builder();

  AuroraProxyBuilder() {}

  /** The cluster behind the proxy, created in this app. */
  public B cluster(DatabaseCluster cluster) {
    return cluster(AuroraCluster.of(cluster));
  }

  /** See {@link ProxyOptions#getCluster()}. */
  public B cluster(AuroraCluster cluster) {
    props.cluster(cluster);
    return self();
  }

  /** See {@link AuroraProxyProps#getProxyName()}. */
  public B proxyName(String proxyName) {
    props.proxyName(proxyName);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getDatabaseName()}. */
  public B databaseName(String databaseName) {
    props.databaseName(databaseName);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getOwnerName()}. */
  public B ownerName(String ownerName) {
    props.ownerName(ownerName);
    return self();
  }

  /** See {@link AppUserOptions#getUserName()}. */
  public B userName(String userName) {
    props.userName(userName);
    return self();
  }

  /** See {@link AppUserOptions#getPrivileges()}. */
  public B privileges(Privileges privileges) {
    props.privileges(privileges);
    return self();
  }

  /** See {@link AppUserOptions#getConnectionLimit()}. */
  public B connectionLimit(Number connectionLimit) {
    props.connectionLimit(connectionLimit);
    return self();
  }

  /** See {@link AppUserOptions#getSettings()}. */
  public B settings(Map<String, String> settings) {
    props.settings(settings);
    return self();
  }

  /** See {@link AppUserOptions#getRotation()}. */
  public B rotation(Duration rotation) {
    props.rotation(rotation);
    return self();
  }

  /** See {@link ProxyOptions#getFurtherUsers()}. */
  public B furtherUsers(ProxyUser... furtherUsers) {
    props.addFurtherUsers(furtherUsers);
    return self();
  }

  /** See {@link ProxyOptions#getAuthenticationMode()}. */
  public B authenticationMode(AuthenticationMode authenticationMode) {
    props.authenticationMode(authenticationMode);
    return self();
  }

  /** See {@link AppUserOptions#getExecutableRoutines()}. */
  public B executableRoutines(String... executableRoutines) {
    props.addExecutableRoutines(executableRoutines);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getMigrations()}. */
  public B migrations(Migrations migrations) {
    props.migrations(migrations);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getMigrationTimeout()}. */
  public B migrationTimeout(Duration migrationTimeout) {
    props.migrationTimeout(migrationTimeout);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getDatabaseRemovalPolicy()}. */
  public B databaseRemovalPolicy(RemovalPolicy databaseRemovalPolicy) {
    props.databaseRemovalPolicy(databaseRemovalPolicy);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#getExtensions()}. */
  public B extensions(String... extensions) {
    props.addExtensions(extensions);
    return self();
  }

  /** See {@link ApplicationDatabaseOptions#isAdopt()}. */
  public B adopt(boolean adopt) {
    props.adopt(adopt);
    return self();
  }

  /** See {@link DatabaseFunctionOptions#getDatabaseTls()}. */
  public B databaseTls(DatabaseTls databaseTls) {
    props.databaseTls(databaseTls);
    return self();
  }

  /** See {@link DatabaseFunctionOptions#getCertificateBundle()}. */
  public B certificateBundle(String certificateBundle) {
    props.certificateBundle(certificateBundle);
    return self();
  }

  /** See {@link DatabaseFunctionOptions#getFunctionNetwork()}. */
  public B functionNetwork(FunctionNetwork functionNetwork) {
    props.functionNetwork(functionNetwork);
    return self();
  }

  /** See {@link AuroraProxyProps#getIdleClientTimeout()}. */
  public B idleClientTimeout(Duration idleClientTimeout) {
    props.idleClientTimeout(idleClientTimeout);
    return self();
  }

  /** See {@link AuroraProxyProps#getConnectionPool()}. */
  public B connectionPool(ConnectionPool connectionPool) {
    props.connectionPool(connectionPool);
    return self();
  }

  /** See {@link AuroraProxyProps#isReadOnlyEndpoint()}. */
  public B readOnlyEndpoint(boolean readOnlyEndpoint) {
    props.readOnlyEndpoint(readOnlyEndpoint);
    return self();
  }

  /** See {@link AuroraProxyProps#isConnectPolicy()}. */
  public B connectPolicy(boolean connectPolicy) {
    props.connectPolicy(connectPolicy);
    return self();
  }

  /** See {@link ProxyOptions#isLoginCheck()}. */
  public B loginCheck(boolean loginCheck) {
    props.loginCheck(loginCheck);
    return self();
  }

  /** See {@link ProxyOptions#getSecretEncryptionKey()}. */
  public B secretEncryptionKey(IKey secretEncryptionKey) {
    props.secretEncryptionKey(secretEncryptionKey);
    return self();
  }

  /** See {@link DatabaseFunctionOptions#getLogRetention()}. */
  public B logRetention(RetentionDays logRetention) {
    props.logRetention(logRetention);
    return self();
  }

  /** See {@link ProxyOptions#getAlarmSettings()}. */
  public B alarmSettings(AlarmSettings alarmSettings) {
    props.alarmSettings(alarmSettings);
    return self();
  }

  /** See {@link ProxyOptions#getAlarmTopic()}. */
  public B alarmTopic(ITopic alarmTopic) {
    props.alarmTopic(alarmTopic);
    return self();
  }

  /** See {@link ProxyOptions#getAlarmSet()}. */
  public B alarmSet(AlarmSet alarmSet) {
    props.alarmSet(alarmSet);
    return self();
  }

  /** See {@link ProxyOptions#isDashboard()}. */
  public B dashboard(boolean dashboard) {
    props.dashboard(dashboard);
    return self();
  }

  /** See {@link ProxyOptions#getDashboardName()}. */
  public B dashboardName(String dashboardName) {
    props.dashboardName(dashboardName);
    return self();
  }

  /** See {@link AuroraProxyProps#getEndpoints()}. */
  public B endpoints(ProxyEndpoint... endpoints) {
    props.addEndpoints(endpoints);
    return self();
  }

  /** See {@link AuroraProxyProps#getVpcSubnets()}. */
  public B vpcSubnets(SubnetSelection vpcSubnets) {
    props.vpcSubnets(vpcSubnets);
    return self();
  }

  /** See {@link AuroraProxyProps#getSecurityGroups()}. */
  public B securityGroups(ISecurityGroup... securityGroups) {
    props.addSecurityGroups(securityGroups);
    return self();
  }

  /** See {@link AuroraProxyProps#getEndpointNetworkType()}. */
  public B endpointNetworkType(NetworkType endpointNetworkType) {
    props.endpointNetworkType(endpointNetworkType);
    return self();
  }

  /** See {@link AuroraProxyProps#getTargetConnectionNetworkType()}. */
  public B targetConnectionNetworkType(NetworkType targetConnectionNetworkType) {
    props.targetConnectionNetworkType(targetConnectionNetworkType);
    return self();
  }

  /** See {@link AuroraProxyProps#getRoleName()}. */
  public B roleName(String roleName) {
    props.roleName(roleName);
    return self();
  }

  /** See {@link AuroraProxyProps#getRolePath()}. */
  public B rolePath(String rolePath) {
    props.rolePath(rolePath);
    return self();
  }

  /** See {@link AuroraProxyProps#getPermissionsBoundary()}. */
  public B permissionsBoundary(IManagedPolicy permissionsBoundary) {
    props.permissionsBoundary(permissionsBoundary);
    return self();
  }

  /** See {@link AuroraProxyProps#isDebugLogging()}. */
  public B debugLogging(boolean debugLogging) {
    props.debugLogging(debugLogging);
    return self();
  }

  /** See {@link AuroraProxyProps#getLogGroup()}. */
  public B logGroup(ILogGroup logGroup) {
    props.logGroup(logGroup);
    return self();
  }

  /** See {@link AuroraProxyProps#getLogGroupEncryptionKey()}. */
  public B logGroupEncryptionKey(IKey logGroupEncryptionKey) {
    props.logGroupEncryptionKey(logGroupEncryptionKey);
    return self();
  }

  abstract B self();
}
