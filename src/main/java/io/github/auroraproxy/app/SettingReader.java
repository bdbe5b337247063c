package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
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

/** Turns the context's values, which are strings when they come from the command line. */
final class SettingReader {

  private static final int LONGEST_TAG_VALUE = 256;

  final Guard guard = Guard.of("Context");
  private final Function<Setting, Object> context;

  SettingReader(Function<Setting, Object> context) {
    this.context = context;
  }

  String text(Setting setting, Check check) {
    return check.checked(setting.key(), value(setting));
  }

  Optional<String> optional(Setting setting, Check check) {
    String value = value(setting);
    return value.isEmpty() ? Optional.empty() : Optional.of(check.checked(setting.key(), value));
  }

  Optional<String> matching(Setting setting, String pattern, String form) {
    return optional(
        setting,
        (key, value) -> {
          guard.check(value.matches(pattern), key, "is '" + value + "'; use " + form);
          return value;
        });
  }

  /** Names separated by commas. */
  List<String> list(Setting setting) {
    return Arrays.stream(value(setting).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  List<String> subnets(Setting setting) {
    List<String> ids = list(setting);
    ids.forEach(
        id ->
            guard.check(
                id.matches("subnet-[0-9a-f]+"),
                setting.key(),
                "has '" + id + "'; use subnet ids separated by commas, such as subnet-0a1b2c3d"));
    return ids;
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
    List<String> zones = list(setting);
    guard.check(
        zones.isEmpty() || (zones.size() >= 2 && zones.size() <= 3),
        setting.key(),
        "is '" + value(setting) + "'; use two or three names separated by commas");
    return zones;
  }

  /** {@code name} or {@code name:PRIVILEGES}, separated by commas. */
  List<ProxyUser> users(Setting setting) {
    return list(setting).stream().map(user -> user(setting, user)).toList();
  }

  Migrations migrations(Setting setting) {
    String value = value(setting);
    return switch (value) {
      case "sample" -> Migrations.sample();
      case "none" -> Migrations.none();
      default -> Migrations.fromDirectory(value);
    };
  }

  List<String> extensions(Setting setting) {
    return guard.extensionNames(setting.key(), list(setting));
  }

  boolean yesOrNo(Setting setting) {
    return oneOf(setting, Map.of("true", true, "false", false));
  }

  int number(Setting setting, long least, long most, String unit) {
    String value = value(setting);
    guard.check(
        value.matches("-?[0-9]{1,9}"),
        setting.key(),
        "is '" + value + "'; use " + least + " to " + most + " " + unit);
    int number = Integer.parseInt(value);
    guard.between(setting.key(), number, least, most, unit);
    return number;
  }

  Duration seconds(Setting setting, long least, long most) {
    return Duration.seconds(number(setting, least, most, "seconds"));
  }

  Optional<Duration> days(Setting setting, long least, long most) {
    return value(setting).isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.days(number(setting, least, most, "days")));
  }

  Optional<Duration> minutes(Setting setting, long least, long most) {
    return value(setting).isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.minutes(number(setting, least, most, "minutes")));
  }

  <T> T oneOf(Setting setting, T[] values, Function<T, String> name) {
    return oneOf(setting, Arrays.stream(values).collect(Collectors.toMap(name, v -> v)));
  }

  private <T> T oneOf(Setting setting, Map<String, T> values) {
    return values.get(guard.oneOf(setting.key(), value(setting), new TreeMap<>(values).keySet()));
  }

  String tagValue(String key, String value) {
    guard.check(
        !value.isEmpty() && value.length() <= LONGEST_TAG_VALUE,
        key,
        "is '" + value + "'; use 1 to " + LONGEST_TAG_VALUE + " characters");
    return value;
  }

  private ProxyUser user(Setting setting, String user) {
    String[] parts = user.split(":", 2);
    String privileges = parts.length == 2 ? parts[1] : Privileges.ALL.name();
    guard.oneOf(
        setting.key(), privileges, Arrays.stream(Privileges.values()).map(Enum::name).toList());
    return ProxyUser.builder()
        .userName(guard.userName(setting.key(), parts[0]))
        .privileges(Privileges.valueOf(privileges))
        .build();
  }

  private String value(Setting setting) {
    return Objects.toString(context.apply(setting), setting.defaultValue()).strip();
  }

  /** Returns a value, or throws. */
  interface Check {
    String checked(String key, String value);
  }
}
