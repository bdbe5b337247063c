package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Node;

/**
 * What the user has decided, read from the CDK context and checked. {@link Setting} says what each
 * means.
 */
public record Settings(
    ClusterSettings cluster,
    String evaluationCluster,
    List<String> availabilityZones,
    boolean deletionProtection,
    Optional<String> proxyName,
    String databaseName,
    Optional<String> ownerName,
    String userName,
    Privileges privileges,
    List<ProxyUser> furtherUsers,
    AuthenticationMode authenticationMode,
    Optional<Duration> rotation,
    Migrations migrations,
    Optional<Duration> migrationTimeout,
    List<String> extensions,
    RemovalPolicy databaseRemovalPolicy,
    boolean adopt,
    DatabaseTls databaseTls,
    Optional<String> certificateBundle,
    boolean secretsManagerEndpoint,
    Optional<String> functionSecurityGroup,
    Duration idleClientTimeout,
    ConnectionPool connectionPool,
    boolean readOnlyEndpoint,
    boolean connectPolicy,
    boolean loginCheck,
    boolean debugLogging,
    RetentionDays logRetention,
    AlarmSet alarms,
    Optional<String> alarmTopicArn,
    boolean proxyEvents,
    boolean dashboard,
    String creationSource) {

  /** Reads the context of a construct tree. */
  public static Settings from(Node node) {
    return from(setting -> node.tryGetContext(setting.key()));
  }

  /**
   * Reads any context.
   *
   * @param context the value of each setting, or null for its default
   * @throws io.github.auroraproxy.InvalidPropertyException if a value is not allowed; the message
   *     names the key, the value and what is allowed
   */
  public static Settings from(Function<Setting, Object> context) {
    SettingReader reader = new SettingReader(context);
    return new Settings(
        ClusterSettings.from(reader),
        reader.clusterName(Setting.EVALUATION_CLUSTER),
        reader.zones(Setting.AVAILABILITY_ZONES),
        reader.yesOrNo(Setting.DELETION_PROTECTION),
        reader.optional(Setting.PROXY_NAME, reader.guard::rdsName),
        reader.text(Setting.DATABASE_NAME, reader.guard::databaseName),
        reader.optional(Setting.OWNER_NAME, reader.guard::userName),
        reader.text(Setting.USER_NAME, reader.guard::userName),
        reader.oneOf(Setting.PRIVILEGES, Privileges.values(), Privileges::name),
        reader.users(Setting.FURTHER_USERS),
        reader.oneOf(
            Setting.AUTHENTICATION_MODE, AuthenticationMode.values(), AuthenticationMode::name),
        reader.days(Setting.ROTATION, 1, 1000),
        reader.migrations(Setting.MIGRATIONS),
        reader.minutes(Setting.MIGRATION_TIMEOUT, 5, 50),
        reader.extensions(Setting.EXTENSIONS),
        reader.oneOf(
            Setting.DATABASE_REMOVAL_POLICY,
            new RemovalPolicy[] {RemovalPolicy.RETAIN, RemovalPolicy.DESTROY},
            RemovalPolicy::name),
        reader.yesOrNo(Setting.ADOPT),
        reader.oneOf(Setting.DATABASE_TLS, DatabaseTls.values(), DatabaseTls::sslMode),
        reader.optional(Setting.CERTIFICATE_BUNDLE, (key, path) -> path),
        reader.yesOrNo(Setting.SECRETS_MANAGER_ENDPOINT),
        reader.matching(
            Setting.FUNCTION_SECURITY_GROUP, "sg-[0-9a-f]+", "a security group's id, sg-0a1b2c3d"),
        reader.seconds(Setting.IDLE_CLIENT_TIMEOUT, 60, 28_800),
        pool(reader),
        reader.yesOrNo(Setting.READ_ONLY_ENDPOINT),
        reader.yesOrNo(Setting.CONNECT_POLICY),
        reader.yesOrNo(Setting.LOGIN_CHECK),
        reader.yesOrNo(Setting.DEBUG_LOGGING),
        reader.oneOf(Setting.LOG_RETENTION, RetentionDays.values(), RetentionDays::name),
        reader.oneOf(Setting.ALARMS, AlarmSet.values(), AlarmSet::name),
        reader.matching(
            Setting.ALARM_TOPIC_ARN,
            "arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\\.fifo)?",
            "an SNS topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME"),
        reader.yesOrNo(Setting.PROXY_EVENTS),
        reader.yesOrNo(Setting.DASHBOARD),
        reader.text(Setting.CREATION_SOURCE, reader::tagValue));
  }

  private static ConnectionPool pool(SettingReader reader) {
    int most = reader.number(Setting.MAX_CONNECTIONS_PERCENT, 1, 100, "percent");
    return ConnectionPool.builder()
        .borrowTimeout(reader.seconds(Setting.CONNECTION_BORROW_TIMEOUT, 0, 300))
        .maxConnectionsPercent(most)
        .maxIdleConnectionsPercent(
            reader.number(Setting.MAX_IDLE_CONNECTIONS_PERCENT, 0, most, "percent"))
        .initQuery(reader.optional(Setting.INIT_QUERY, (key, query) -> query))
        .build();
  }
}
