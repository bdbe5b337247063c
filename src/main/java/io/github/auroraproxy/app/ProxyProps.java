package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.ExistingProxyProps;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.ProxyOptions;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.sns.Topic;

/** Properties of the constructs, taken from the settings. */
final class ProxyProps {

  private final Stack stack;
  private final Settings settings;
  private final ProxyOptions common;

  ProxyProps(Stack stack, AuroraCluster cluster, Settings settings) {
    this.stack = stack;
    this.settings = settings;
    common =
        AuroraProxyProps.builder()
            .cluster(cluster)
            .databaseName(settings.get(Setting.DATABASE_NAME))
            .ownerName(settings.get(Setting.OWNER_NAME))
            .userName(settings.get(Setting.USER_NAME))
            .privileges(settings.get(Setting.PRIVILEGES))
            .furtherUsers(settings.get(Setting.FURTHER_USERS))
            .authenticationMode(settings.get(Setting.AUTHENTICATION_MODE))
            .rotation(settings.get(Setting.ROTATION))
            .migrations(settings.get(Setting.MIGRATIONS))
            .migrationTimeout(settings.get(Setting.MIGRATION_TIMEOUT))
            .extensions(settings.get(Setting.EXTENSIONS))
            .databaseRemovalPolicy(settings.get(Setting.DATABASE_REMOVAL_POLICY))
            .adopt(settings.get(Setting.ADOPT))
            .databaseTls(settings.get(Setting.DATABASE_TLS))
            .certificateBundle(settings.get(Setting.CERTIFICATE_BUNDLE))
            .functionNetwork(functionNetwork())
            .loginCheck(settings.get(Setting.LOGIN_CHECK))
            .logRetention(settings.get(Setting.LOG_RETENTION))
            .alarmSet(settings.get(Setting.ALARMS))
            .alarmTopic(
                settings
                    .get(Setting.ALARM_TOPIC_ARN)
                    .map(arn -> Topic.fromTopicArn(stack, "AlarmTopic", arn)))
            .alarmSettings(
                AlarmSettings.builder().proxyEvents(settings.get(Setting.PROXY_EVENTS)).build())
            .dashboard(settings.get(Setting.DASHBOARD))
            .build();
  }

  /** Properties of a new proxy. */
  AuroraProxyProps ofNewProxy() {
    return AuroraProxyProps.builder()
        .from(common)
        .proxyName(settings.get(Setting.PROXY_NAME))
        .idleClientTimeout(settings.get(Setting.IDLE_CLIENT_TIMEOUT))
        .connectionPool(
            ConnectionPool.builder()
                .borrowTimeout(settings.get(Setting.CONNECTION_BORROW_TIMEOUT))
                .maxConnectionsPercent(settings.get(Setting.MAX_CONNECTIONS_PERCENT))
                .maxIdleConnectionsPercent(settings.get(Setting.MAX_IDLE_CONNECTIONS_PERCENT))
                .initQuery(settings.get(Setting.INIT_QUERY))
                .build())
        .readOnlyEndpoint(settings.get(Setting.READ_ONLY_ENDPOINT))
        .connectPolicy(settings.get(Setting.CONNECT_POLICY))
        .debugLogging(settings.get(Setting.DEBUG_LOGGING))
        .build();
  }

  /** Properties for a proxy that exists. */
  ExistingProxyProps ofExistingProxy(String proxyName) {
    return ExistingProxyProps.builder().from(common).proxyName(proxyName).build();
  }

  private FunctionNetwork functionNetwork() {
    return FunctionNetwork.builder()
        .secretsManagerEndpoint(settings.get(Setting.SECRETS_MANAGER_ENDPOINT))
        .securityGroup(
            settings
                .get(Setting.FUNCTION_SECURITY_GROUP)
                .map(id -> SecurityGroup.fromSecurityGroupId(stack, "FunctionSecurityGroup", id)))
        .build();
  }
}
