package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.internal.Guard;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;

/**
 * The type of a setting: how its text becomes a value.
 *
 * @param allowed the allowed values, in Markdown, for the table of settings
 */
record SettingType<T>(String allowed, Parser<T> parser) {

  private static final int LONGEST_TAG_VALUE = 256;

  /** A check by {@link Guard}, which returns the text. */
  @FunctionalInterface
  interface Check {
    String check(Guard guard, String key, String text);
  }

  /** Makes a value of a text; throws an exception that names the key if the text isn't allowed. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(Guard guard, String key, String text);
  }

  static SettingType<String> text(String allowed, Check check) {
    return new SettingType<>(allowed, check::check);
  }

  static SettingType<Boolean> trueOrFalse() {
    return new SettingType<>(
        "`true`, `false`",
        (guard, key, text) -> Boolean.valueOf(guard.oneOf(key, text, List.of("true", "false"))));
  }

  static SettingType<Integer> number(int least, int most, String unit) {
    return new SettingType<>(
        least + " to " + most + " " + unit,
        (guard, key, text) -> {
          guard.check(
              text.matches("-?[0-9]{1,9}"),
              key,
              "is '" + text + "'; use " + least + " to " + most + " " + unit);
          int number = Integer.parseInt(text);
          guard.between(key, number, least, most, unit);
          return number;
        });
  }

  static SettingType<Duration> days(int least, int most) {
    return number(least, most, "days").as(Duration::days);
  }

  static SettingType<Duration> minutes(int least, int most) {
    return number(least, most, "minutes").as(Duration::minutes);
  }

  static SettingType<Duration> seconds(int least, int most) {
    return number(least, most, "seconds").as(Duration::seconds);
  }

  static <E extends Enum<E>> SettingType<E> oneOf(Class<E> type) {
    return oneOf(List.of(type.getEnumConstants()), Enum::name);
  }

  /** Constants of an enum, under the names that they have as values of a setting. */
  static <E extends Enum<E>> SettingType<E> oneOf(List<E> values, Function<E, String> name) {
    List<String> names = values.stream().map(name).toList();
    return new SettingType<>(
        names.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")),
        (guard, key, text) -> values.get(names.indexOf(guard.oneOf(key, text, names))));
  }

  /** The constants of an enum that has too many of them for a table. */
  static <E extends Enum<E>> SettingType<E> constantOf(String allowed, Class<E> type) {
    return new SettingType<>(allowed, oneOf(type).parser());
  }

  /**
   * A text that matches a regular expression.
   *
   * @param form describes what matches, in an error message
   */
  static SettingType<String> matching(String allowed, String regex, String form) {
    return text(
        allowed,
        (guard, key, text) -> {
          guard.check(text.matches(regex), key, "is '" + text + "'; use " + form);
          return text;
        });
  }

  static SettingType<List<String>> subnets() {
    return new SettingType<>(
        "subnet ids, separated by commas",
        (guard, key, text) -> {
          List<String> ids = elements(text);
          ids.forEach(
              id ->
                  guard.check(
                      id.matches("subnet-[0-9a-f]+"),
                      key,
                      "has '"
                          + id
                          + "'; use subnet ids separated by commas, such as subnet-0a1b2c3d"));
          return ids;
        });
  }

  static SettingType<List<String>> availabilityZones() {
    return new SettingType<>(
        "two or three names, separated by commas",
        (guard, key, text) -> {
          List<String> zones = elements(text);
          guard.check(
              zones.isEmpty() || (zones.size() >= 2 && zones.size() <= 3),
              key,
              "is '" + text + "'; use two or three names separated by commas");
          return zones;
        });
  }

  static SettingType<List<String>> extensions() {
    return new SettingType<>(
        "names, separated by commas",
        (guard, key, text) -> guard.extensionNames(key, elements(text)));
  }

  /** The name of a new cluster, which leaves room for the name of its proxy. */
  static SettingType<String> clusterName() {
    return text(
        "an RDS name of up to 57 characters in lower case",
        (guard, key, text) -> {
          guard.rdsName(key, text);
          guard.check(
              text.equals(text.toLowerCase(Locale.ROOT)) && text.length() <= 57,
              key,
              "is '" + text + "'; use at most 57 characters in lower case, as -proxy is added");
          return text;
        });
  }

  static SettingType<List<ProxyUser>> users() {
    return new SettingType<>(
        "`name` or `name:PRIVILEGES`, separated by commas",
        (guard, key, text) ->
            elements(text).stream().map(element -> user(guard, key, element)).toList());
  }

  static SettingType<Migrations> migrations() {
    return new SettingType<>(
        "`sample`, `none`, a directory",
        (guard, key, text) ->
            switch (text) {
              case "sample" -> Migrations.sample();
              case "none" -> Migrations.none();
              default -> Migrations.fromDirectory(text);
            });
  }

  static SettingType<String> tagValue() {
    return text(
        "1 to " + LONGEST_TAG_VALUE + " characters",
        (guard, key, text) -> {
          guard.check(
              !text.isEmpty() && text.length() <= LONGEST_TAG_VALUE,
              key,
              "is '" + text + "'; use 1 to " + LONGEST_TAG_VALUE + " characters");
          return text;
        });
  }

  /** The same type, and no value for an empty text. */
  SettingType<Optional<T>> orNone() {
    return new SettingType<>(
        allowed,
        (guard, key, text) ->
            text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(guard, key, text)));
  }

  private <R> SettingType<R> as(Function<T, R> conversion) {
    return new SettingType<>(
        allowed, (guard, key, text) -> conversion.apply(parser.parse(guard, key, text)));
  }

  private static ProxyUser user(Guard guard, String key, String element) {
    String[] parts = element.split(":", 2);
    Privileges privileges =
        parts.length == 2
            ? oneOf(Privileges.class).parser().parse(guard, key, parts[1])
            : Privileges.ALL;
    return ProxyUser.builder()
        .userName(guard.userName(key, parts[0]))
        .privileges(privileges)
        .build();
  }

  private static List<String> elements(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
  }
}
