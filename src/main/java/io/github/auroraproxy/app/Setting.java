package io.github.auroraproxy.app;

/**
 * The keys of the CDK context that the app reads ({@code cdk deploy -c key=value}), each with its
 * default and its meaning.
 */
public enum Setting {
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
  USER_NAME("userName", "app_user", "the application's user"),
  PRIVILEGES("privileges", "ALL", "what the user may do: ALL, READ_WRITE or READ_ONLY"),
  MIGRATIONS("migrations", "sample", "tables: sample for test_table and two rows, or none"),
  DATABASE_REMOVAL_POLICY(
      "databaseRemovalPolicy",
      "RETAIN",
      "the application's database and user when the stack is deleted: RETAIN or DESTROY"),
  ADOPT("adopt", "false", "true takes over a database or user that another stack has marked"),
  DATABASE_TLS(
      "databaseTls",
      "verify-full",
      "verify-full, or require to encrypt without verifying, for local emulators of AWS"),
  IDLE_CLIENT_TIMEOUT(
      "idleClientTimeout", "1800", "seconds after which the proxy closes an idle client"),
  LOG_RETENTION("logRetention", "ONE_MONTH", "how long logs are kept, as in CDK's RetentionDays"),
  ALARM_TOPIC_ARN("alarmTopicArn", "", "ARN of an SNS topic to tell of alarms; empty for none"),
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
