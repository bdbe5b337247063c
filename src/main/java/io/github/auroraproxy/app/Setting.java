package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.internal.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * A key of the CDK context that the app reads ({@code cdk deploy -c key=value}), with its type, its
 * default and its meaning. This class is the table of all settings; README.md has it as well.
 */
public final class Setting<T> {

  private static final List<Setting<?>> ALL = new ArrayList<>();

  private static final SettingType<String> RDS_NAME =
      SettingType.text("an RDS name", Guard::rdsName);
  private static final SettingType<String> USER =
      SettingType.text("a PostgreSQL name", Guard::userName);

  public static final Setting<Optional<String>> CLUSTER =
      new Setting<>(
          "cluster",
          RDS_NAME.orNone(),
          "",
          "name of an existing Aurora PostgreSQL cluster; empty for a new one to evaluate");

  public static final Setting<Optional<String>> ACCOUNT =
      new Setting<>(
          "account",
          SettingType.matching("12 digits", "[0-9]{12}", "the 12 digits of an AWS account")
              .orNone(),
          "",
          "account of the existing cluster; empty for that of the credentials");

  public static final Setting<Optional<String>> REGION =
      new Setting<>(
          "region",
          SettingType.matching(
                  "an AWS region", "[a-z]+(-[a-z]+)+-[0-9]+", "an AWS region, such as us-east-1")
              .orNone(),
          "",
          "region of the existing cluster; empty for that of the credentials");

  public static final Setting<Optional<String>> PROXY =
      new Setting<>(
          "proxy",
          RDS_NAME.orNone(),
          "",
          "name of a proxy that the existing cluster has; the app adds only what it lacks");

  public static final Setting<Optional<String>> ADMIN_SECRET_ARN =
      new Setting<>(
          "adminSecretArn",
          SettingType.matching(
                  "a secret's complete ARN",
                  "arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6}",
                  "a secret's complete ARN,"
                      + " arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf")
              .orNone(),
          "",
          "secret of the admin, a user that may create databases and roles; empty for the secret of"
              + " the master user that RDS manages");

  public static final Setting<Optional<String>> ADMIN_SECRET_KEY_ARN =
      new Setting<>(
          "adminSecretKeyArn",
          SettingType.matching(
                  "a key's ARN",
                  "arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+",
                  "a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID")
              .orNone(),
          "",
          "customer managed key of that secret; empty for the AWS managed key");

  public static final Setting<List<String>> SUBNETS =
      new Setting<>(
          "subnets",
          SettingType.subnets(),
          "",
          "subnets of the proxy and the function; empty for the cluster's");

  public static final Setting<List<String>> FUNCTION_SUBNETS =
      new Setting<>(
          "functionSubnets",
          SettingType.subnets(),
          "",
          "private subnets of the function alone; empty for those of the proxy");

  public static final Setting<String> EVALUATION_CLUSTER =
      new Setting<>(
          "evaluationCluster",
          SettingType.clusterName(),
          "aurora-evaluation",
          "name of the evaluation cluster");

  public static final Setting<List<String>> AVAILABILITY_ZONES =
      new Setting<>(
          "availabilityZones",
          SettingType.availabilityZones(),
          "",
          "Availability Zones of the evaluation cluster; empty for the first two of the region");

  public static final Setting<Boolean> DELETION_PROTECTION =
      new Setting<>(
          "deletionProtection",
          SettingType.trueOrFalse(),
          "false",
          "`true` protects the evaluation cluster from deletion and keeps a final snapshot");

  public static final Setting<Optional<String>> PROXY_NAME =
      new Setting<>(
          "proxyName",
          RDS_NAME.orNone(),
          "",
          "name of the proxy; empty for the cluster's name and `-proxy`; another name replaces the"
              + " proxy");

  public static final Setting<String> DATABASE_NAME =
      new Setting<>(
          "databaseName",
          SettingType.text("a PostgreSQL name", Guard::databaseName),
          "testdb",
          "name of the application's database");

  public static final Setting<Optional<String>> OWNER_NAME =
      new Setting<>(
          "ownerName",
          USER.orNone(),
          "",
          "name of the role that owns the database; empty for the database's name and `_owner`");

  public static final Setting<String> USER_NAME =
      new Setting<>("userName", USER, "app_user", "name of the application's user");

  public static final Setting<Privileges> PRIVILEGES =
      new Setting<>(
          "privileges",
          SettingType.oneOf(Privileges.class),
          "ALL",
          "[what the user may do](docs/users-and-migrations.md)");

  public static final Setting<List<ProxyUser>> FURTHER_USERS =
      new Setting<>(
          "furtherUsers", SettingType.users(), "", "more users of the database, `ALL` by default");

  public static final Setting<AuthenticationMode> AUTHENTICATION_MODE =
      new Setting<>(
          "authenticationMode",
          SettingType.oneOf(AuthenticationMode.class),
          "SECRETS",
          "how the proxy logs in to the database; a change takes [two"
              + " deployments](docs/updates.md#switching-the-authentication-mode), the first with a"
              + " `SWITCHING` mode");

  public static final Setting<Optional<Duration>> ROTATION =
      new Setting<>(
          "rotation",
          SettingType.days(1, 1000).orNone(),
          "",
          "time after which the user gets a new password; empty for never");

  public static final Setting<Migrations> MIGRATIONS =
      new Setting<>(
          "migrations",
          SettingType.migrations(),
          "sample",
          "tables of the database: `sample` creates `test_table` with two rows, `none` creates no"
              + " table, a directory holds [SQL files](docs/users-and-migrations.md)");

  public static final Setting<Optional<Duration>> MIGRATION_TIMEOUT =
      new Setting<>(
          "migrationTimeout",
          SettingType.minutes(5, 50).orNone(),
          "",
          "time that all migrations of a deployment may take; empty for one invocation of the"
              + " function, 5 minutes");

  public static final Setting<List<String>> EXTENSIONS =
      new Setting<>(
          "extensions",
          SettingType.extensions(),
          "",
          "PostgreSQL extensions that are created before the migrations run");

  public static final Setting<RemovalPolicy> DATABASE_REMOVAL_POLICY =
      new Setting<>(
          "databaseRemovalPolicy",
          SettingType.oneOf(
              List.of(RemovalPolicy.RETAIN, RemovalPolicy.DESTROY), RemovalPolicy::name),
          "RETAIN",
          "what happens to the database and its users when the stack is deleted; `DESTROY` drops"
              + " what this stack created");

  public static final Setting<Boolean> ADOPT =
      new Setting<>(
          "adopt",
          SettingType.trueOrFalse(),
          "false",
          "`true` takes over a database or user that another stack has marked");

  public static final Setting<DatabaseTls> DATABASE_TLS =
      new Setting<>(
          "databaseTls",
          SettingType.oneOf(List.of(DatabaseTls.values()), DatabaseTls::sslMode),
          "verify-full",
          "`require` encrypts without verifying, for local emulators of AWS");

  public static final Setting<Optional<String>> CERTIFICATE_BUNDLE =
      new Setting<>(
          "certificateBundle",
          SettingType.text("a PEM file", (guard, key, path) -> path).orNone(),
          "",
          "the cluster's [certificate"
              + " authorities](docs/importing-a-cluster.md#govcloud-china-and-authorities-of-your-own);"
              + " empty for those of RDS in commercial regions");

  public static final Setting<Boolean> SECRETS_MANAGER_ENDPOINT =
      new Setting<>(
          "secretsManagerEndpoint",
          SettingType.trueOrFalse(),
          "false",
          "`true` gives the existing cluster's VPC an interface endpoint for Secrets Manager");

  public static final Setting<Optional<String>> FUNCTION_SECURITY_GROUP =
      new Setting<>(
          "functionSecurityGroup",
          SettingType.matching(
                  "a security group's id", "sg-[0-9a-f]+", "a security group's id, sg-0a1b2c3d")
              .orNone(),
          "",
          "security group of the function; empty for a new one");

  public static final Setting<Duration> IDLE_CLIENT_TIMEOUT =
      new Setting<>(
          "idleClientTimeout",
          SettingType.seconds(60, 28_800),
          "1800",
          "time after which the proxy closes the connection of an idle client");

  public static final Setting<Duration> CONNECTION_BORROW_TIMEOUT =
      new Setting<>(
          "connectionBorrowTimeout",
          SettingType.seconds(0, 300),
          "120",
          "time that a client waits for a database connection");

  public static final Setting<Integer> MAX_CONNECTIONS_PERCENT =
      new Setting<>(
          "maxConnectionsPercent",
          SettingType.number(1, 100, "percent"),
          "100",
          "share of `max_connections` that the pool may open");

  public static final Setting<Integer> MAX_IDLE_CONNECTIONS_PERCENT =
      new Setting<>(
          "maxIdleConnectionsPercent",
          SettingType.number(0, 100, "percent"),
          "50",
          "share of `max_connections` that the pool keeps open while idle; at most"
              + " `maxConnectionsPercent`");

  public static final Setting<Optional<String>> INIT_QUERY =
      new Setting<>(
          "initQuery",
          SettingType.text("SQL", (guard, key, query) -> query).orNone(),
          "",
          "statement that the proxy runs on each connection it opens");

  public static final Setting<Boolean> READ_ONLY_ENDPOINT =
      new Setting<>(
          "readOnlyEndpoint",
          SettingType.trueOrFalse(),
          "false",
          "`true` adds an endpoint to the readers");

  public static final Setting<Boolean> CONNECT_POLICY =
      new Setting<>(
          "connectPolicy",
          SettingType.trueOrFalse(),
          "false",
          "`true` creates a managed policy that allows people to log in");

  public static final Setting<Boolean> LOGIN_CHECK =
      new Setting<>(
          "loginCheck",
          SettingType.trueOrFalse(),
          "true",
          "`false` leaves out the login that proves that the deployment works");

  public static final Setting<Boolean> DEBUG_LOGGING =
      new Setting<>(
          "debugLogging",
          SettingType.trueOrFalse(),
          "false",
          "`true` logs the text of statements; RDS turns it off after 24 hours");

  public static final Setting<RetentionDays> LOG_RETENTION =
      new Setting<>(
          "logRetention",
          SettingType.constantOf("a constant of CDK's `RetentionDays`", RetentionDays.class),
          "ONE_MONTH",
          "how long logs are kept");

  public static final Setting<AlarmSet> ALARMS =
      new Setting<>(
          "alarms",
          SettingType.oneOf(AlarmSet.class),
          "STANDARD",
          "[which alarms](docs/monitoring.md) are created");

  public static final Setting<Optional<String>> ALARM_TOPIC_ARN =
      new Setting<>(
          "alarmTopicArn",
          SettingType.matching(
                  "an SNS topic's ARN",
                  "arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\\.fifo)?",
                  "an SNS topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME")
              .orNone(),
          "",
          "topic that the alarms notify; empty for none");

  public static final Setting<Boolean> PROXY_EVENTS =
      new Setting<>(
          "proxyEvents",
          SettingType.trueOrFalse(),
          "true",
          "`false` leaves RDS's [events of the proxy](docs/monitoring.md#events-and-log) out of the"
              + " extended set");

  public static final Setting<Boolean> DASHBOARD =
      new Setting<>(
          "dashboard", SettingType.trueOrFalse(), "true", "`false` leaves the dashboard out");

  public static final Setting<String> CREATION_SOURCE =
      new Setting<>(
          "creationSource",
          SettingType.tagValue(),
          "aurora-proxy",
          "value of the tag `CreationSource`");

  private final String key;
  private final SettingType<T> type;
  private final String defaultValue;
  private final String meaning;

  private Setting(String key, SettingType<T> type, String defaultValue, String meaning) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    ALL.add(this);
  }

  /** All settings, in the order of the table. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  /** Whether a setting has this key. */
  static boolean hasKey(String key) {
    return ALL.stream().anyMatch(setting -> setting.key.equals(key));
  }

  /** The key in the CDK context. */
  public String key() {
    return key;
  }

  SettingType<T> type() {
    return type;
  }

  /** The text that holds if the context has none; empty for no value. */
  public String defaultValue() {
    return defaultValue;
  }

  /** The allowed values, in Markdown. */
  public String allowedValues() {
    return type.allowed();
  }

  /** What the setting decides, in Markdown, with links relative to README.md. */
  public String meaning() {
    return meaning;
  }

  @Override
  public String toString() {
    return key;
  }
}
