package io.github.auroraproxy.app;

import java.util.Arrays;

/**
 * The keys of the CDK context that the app reads ({@code cdk deploy -c key=value}), each with its
 * default and its meaning.
 */
public enum Setting {
  CLUSTER(
      "cluster", "", "name of an existing Aurora PostgreSQL cluster; empty for one to evaluate"),
  ACCOUNT("account", "", "account of the existing cluster; empty for that of the credentials"),
  REGION("region", "", "region of the existing cluster; empty for that of the credentials"),
  PROXY("proxy", "", "name of a proxy that the existing cluster has; only the rest is added"),
  ADMIN_SECRET_ARN(
      "adminSecretArn",
      "",
      "secret of a user that may create databases and roles; empty for the managed master secret"),
  ADMIN_SECRET_KEY_ARN(
      "adminSecretKeyArn", "", "customer key of that secret; empty for AWS's own key"),
  SUBNETS(
      "subnets",
      "",
      "subnets for proxy and function, separated by commas; empty for the cluster's"),
  FUNCTION_SUBNETS(
      "functionSubnets",
      "",
      "private subnets for the function alone; empty for those of the proxy"),
  EVALUATION_CLUSTER(
      "evaluationCluster", "aurora-evaluation", "name of the evaluation cluster, in lower case"),
  AVAILABILITY_ZONES(
      "availabilityZones",
      "",
      "two or three Availability Zones of the evaluation cluster, separated by commas; empty for"
          + " the first two of the region"),
  DELETION_PROTECTION(
      "deletionProtection",
      "false",
      "true protects the evaluation cluster from deletion and keeps a final snapshot"),
  PROXY_NAME("proxyName", "", "name of the proxy; empty for the cluster's name and -proxy"),
  DATABASE_NAME("databaseName", "testdb", "the application's database"),
  OWNER_NAME(
      "ownerName", "", "role that owns the database; empty for the database's name and _owner"),
  USER_NAME("userName", "app_user", "the application's user"),
  PRIVILEGES("privileges", "ALL", "what the user may do: ALL, READ_WRITE or READ_ONLY"),
  FURTHER_USERS("furtherUsers", "", "more users, as name or name:PRIVILEGES, separated by commas"),
  AUTHENTICATION_MODE(
      "authenticationMode",
      "SECRETS",
      "how the proxy logs in to the database: SECRETS or END_TO_END_IAM, and SWITCHING_TO_IAM or"
          + " SWITCHING_TO_SECRETS for the deployment between"),
  ROTATION("rotation", "", "days after which the user gets a new password; empty for never"),
  MIGRATIONS(
      "migrations",
      "sample",
      "tables: sample for test_table and two rows, none, or a directory of SQL files"),
  MIGRATION_TIMEOUT(
      "migrationTimeout",
      "",
      "minutes that all migrations of a deployment may take, 5 to 50; empty for one invocation of"
          + " the function, 5 minutes"),
  EXTENSIONS(
      "extensions",
      "",
      "extensions of PostgreSQL to create before the migrations, separated by commas"),
  DATABASE_REMOVAL_POLICY(
      "databaseRemovalPolicy",
      "RETAIN",
      "the application's database and user when the stack is deleted: RETAIN or DESTROY"),
  ADOPT("adopt", "false", "true takes over a database or user that another stack has marked"),
  DATABASE_TLS(
      "databaseTls",
      "verify-full",
      "verify-full, or require to encrypt without verifying, for local emulators of AWS"),
  CERTIFICATE_BUNDLE(
      "certificateBundle",
      "",
      "PEM file of the cluster's certificate authorities; empty for those of RDS in commercial"
          + " regions"),
  SECRETS_MANAGER_ENDPOINT(
      "secretsManagerEndpoint",
      "false",
      "true gives the existing cluster's VPC an interface endpoint for Secrets Manager"),
  FUNCTION_SECURITY_GROUP(
      "functionSecurityGroup", "", "security group of the function; empty for a new one"),
  IDLE_CLIENT_TIMEOUT(
      "idleClientTimeout", "1800", "seconds after which the proxy closes an idle client"),
  CONNECTION_BORROW_TIMEOUT(
      "connectionBorrowTimeout", "120", "seconds that a client waits for a connection"),
  MAX_CONNECTIONS_PERCENT(
      "maxConnectionsPercent", "100", "percent of max_connections that the pool may open"),
  MAX_IDLE_CONNECTIONS_PERCENT(
      "maxIdleConnectionsPercent", "50", "percent of max_connections that the pool keeps idle"),
  INIT_QUERY("initQuery", "", "SQL that the proxy runs on each connection it opens"),
  READ_ONLY_ENDPOINT("readOnlyEndpoint", "false", "true adds an endpoint to the readers"),
  CONNECT_POLICY(
      "connectPolicy", "false", "true makes a managed policy that allows people to log in"),
  LOGIN_CHECK("loginCheck", "true", "false leaves out the login that proves the deployment works"),
  DEBUG_LOGGING(
      "debugLogging", "false", "true logs the text of statements; RDS turns it off after 24 hours"),
  LOG_RETENTION("logRetention", "ONE_MONTH", "how long logs are kept, as in CDK's RetentionDays"),
  ALARMS("alarms", "STANDARD", "which alarms there are: STANDARD or EXTENDED"),
  ALARM_TOPIC_ARN("alarmTopicArn", "", "ARN of an SNS topic to tell of alarms; empty for none"),
  PROXY_EVENTS(
      "proxyEvents", "true", "false leaves RDS's events of the proxy out of the extended set"),
  DASHBOARD("dashboard", "true", "false leaves the dashboard out"),
  CREATION_SOURCE("creationSource", "aurora-proxy", "value of the tag CreationSource");

  private final String key;
  private final String defaultValue;
  private final String meaning;

  Setting(String key, String defaultValue, String meaning) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  /** Whether a setting has this key. */
  static boolean hasKey(String key) {
    return Arrays.stream(values()).anyMatch(setting -> setting.key.equals(key));
  }

  /** The key in the CDK context. */
  public String key() {
    return key;
  }

  /** The value that holds when the context has none; empty where nothing is the default. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it decides, in a few words. */
  public String meaning() {
    return meaning;
  }
}
