package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.internal.Guard;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Node;

/**
 * What the user has decided, read from the CDK context and checked. {@link Setting} says what each
 * means.
 */
public record Settings(
    String evaluationCluster,
    List<String> availabilityZones,
    boolean deletionProtection,
    Optional<String> proxyName,
    String databaseName,
    String userName,
    Privileges privileges,
    Migrations migrations,
    RemovalPolicy databaseRemovalPolicy,
    boolean adopt,
    DatabaseTls databaseTls,
    Duration idleClientTimeout,
    RetentionDays logRetention,
    Optional<String> alarmTopicArn,
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
    Reader reader = new Reader(context);
    return new Settings(
        reader.clusterName(Setting.EVALUATION_CLUSTER),
        reader.zones(Setting.AVAILABILITY_ZONES),
        reader.yesOrNo(Setting.DELETION_PROTECTION),
        reader.optional(Setting.PROXY_NAME, reader.guard::rdsName),
        reader.text(Setting.DATABASE_NAME, reader.guard::databaseName),
        reader.text(Setting.USER_NAME, reader.guard::userName),
        reader.oneOf(Setting.PRIVILEGES, Privileges.values(), Privileges::name),
        reader.oneOf(
            Setting.MIGRATIONS, Map.of("sample", Migrations.sample(), "none", Migrations.none())),
        reader.oneOf(
            Setting.DATABASE_REMOVAL_POLICY,
            new RemovalPolicy[] {RemovalPolicy.RETAIN, RemovalPolicy.DESTROY},
            RemovalPolicy::name),
        reader.yesOrNo(Setting.ADOPT),
        reader.oneOf(Setting.DATABASE_TLS, DatabaseTls.values(), DatabaseTls::sslMode),
        reader.seconds(Setting.IDLE_CLIENT_TIMEOUT, 60, 28_800),
        reader.oneOf(Setting.LOG_RETENTION, RetentionDays.values(), RetentionDays::name),
        reader.optional(Setting.ALARM_TOPIC_ARN, reader::topicArn),
        reader.yesOrNo(Setting.DASHBOARD),
        reader.text(Setting.CREATION_SOURCE, reader::tagValue));
  }

  /** Turns the context's values, which are strings when they come from the command line. */
  private static final class Reader {

    private static final int LONGEST_TAG_VALUE = 256;

    private final Guard guard = Guard.of("Context");
    private final Function<Setting, Object> context;

    Reader(Function<Setting, Object> context) {
      this.context = context;
    }

    String text(Setting setting, Check check) {
      return check.checked(setting.key(), value(setting));
    }

    Optional<String> optional(Setting setting, Check check) {
      String value = value(setting);
      return value.isEmpty() ? Optional.empty() : Optional.of(check.checked(setting.key(), value));
    }

    String clusterName(Setting setting) {
      String name = text(setting, guard::rdsName);
      guard.check(
          name.equals(name.toLowerCase(Locale.ROOT)) && name.length() <= 57,
          setting.key(),
          "is '" + name + "'; use at most 57 characters in lower case, as -proxy is added");
      return name;
    }

    List<String> zones(Setting setting) {
      String value = value(setting);
      List<String> zones =
          Arrays.stream(value.split(",")).map(String::strip).filter(z -> !z.isEmpty()).toList();
      guard.check(
          zones.isEmpty() || (zones.size() >= 2 && zones.size() <= 3),
          setting.key(),
          "is '" + value + "'; use two or three names separated by commas");
      return zones;
    }

    boolean yesOrNo(Setting setting) {
      return oneOf(setting, Map.of("true", true, "false", false));
    }

    Duration seconds(Setting setting, long least, long most) {
      String value = value(setting);
      guard.check(
          value.matches("[0-9]{1,9}"),
          setting.key(),
          "is '" + value + "'; use " + least + " to " + most + " seconds");
      return Duration.seconds(
          guard.between(setting.key(), Long.parseLong(value), least, most, "seconds"));
    }

    <T> T oneOf(Setting setting, T[] values, Function<T, String> name) {
      return oneOf(setting, Arrays.stream(values).collect(Collectors.toMap(name, v -> v)));
    }

    <T> T oneOf(Setting setting, Map<String, T> values) {
      return values.get(guard.oneOf(setting.key(), value(setting), new TreeMap<>(values).keySet()));
    }

    String topicArn(String key, String value) {
      guard.check(
          value.matches("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+"),
          key,
          "is '" + value + "'; use an SNS topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME");
      return value;
    }

    String tagValue(String key, String value) {
      guard.check(
          !value.isEmpty() && value.length() <= LONGEST_TAG_VALUE,
          key,
          "is '" + value + "'; use 1 to " + LONGEST_TAG_VALUE + " characters");
      return value;
    }

    private String value(Setting setting) {
      return Objects.toString(context.apply(setting), setting.defaultValue()).strip();
    }

    /** Returns a value, or throws. */
    private interface Check {
      String checked(String key, String value);
    }
  }
}
