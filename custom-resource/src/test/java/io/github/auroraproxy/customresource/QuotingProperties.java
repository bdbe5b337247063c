package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever a name or a password looks like, it is itself to the server, or it is refused at once.
 */
class QuotingProperties {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final int LONGEST = 63;

  @AfterContainer
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void everyNameIsTakenAsItIsOrRefusedBeforeAnyStatement(
      @ForAll("names") String database, @ForAll("names") String user) {
    CLUSTER.reset();
    CLUSTER.storeUser(user);
    List<String> before = CLUSTER.catalog();

    Run run =
        CLUSTER.create(
            State.minimal().database(database).users(User.named(user)).with("Migrations", "none"));

    if (run.error().isPresent()) {
      assertThat(isRefusable(database) || isRefusable(user)).as(run.error().get()).isTrue();
      assertThat(run.error().get()).startsWith("Property ");
      assertThat(run.statements()).isEmpty();
      assertThat(CLUSTER.catalog()).isEqualTo(before);
    } else {
      assertThat(isRefusable(database) || isRefusable(user)).isFalse();
      assertThat(CLUSTER.askAs(database, user, "SELECT current_database() || '/' || current_user"))
          .containsExactly(database + "/" + user);
      assertThat(
              CLUSTER.ask(
                  "postgres",
                  "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')"))
          .containsExactly(database);
    }
  }

  /** What PostgreSQL or RDS would refuse or change, said in other words than the function's. */
  private static boolean isRefusable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.isBlank()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST
        || name.chars().anyMatch(Character::isISOControl)
        || lower.startsWith("pg_")
        || lower.startsWith("rds")
        || List.of("public", "none", "postgres", "template0", "template1").contains(lower);
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> wild =
        Arbitraries.strings()
            .withChars("abcXYZ019_- .,;:'\"\\$%&/()=?!#*+~^°[]{}<>|@`´äöüßÄéñ漢字αβ")
            .ofMinLength(1)
            .ofMaxLength(16);
    Arbitrary<String> reserved =
        Arbitraries.of(
            "select",
            "table",
            "user",
            "USER",
            "order",
            "group",
            "current_user",
            "Public",
            "none",
            "pg_own",
            "PG_OWN",
            "rdsuser",
            "RDS",
            "postgres",
            "template1",
            "rds_iam",
            "a\"b",
            "--",
            "\";DROP ROLE x;--",
            "%I",
            "%s",
            "$1",
            "a\nb",
            " leading",
            "trailing ");
    Arbitrary<String> long63 =
        Arbitraries.of("x".repeat(63), "ä".repeat(31) + "x", "\"".repeat(63));
    Arbitrary<String> long64 = Arbitraries.of("x".repeat(64), "ä".repeat(32), "漢".repeat(21) + "x");
    return Arbitraries.frequencyOf(
        Tuple.of(6, wild), Tuple.of(3, reserved), Tuple.of(1, long63), Tuple.of(1, long64));
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void everyPasswordOpensTheDoorAndIsNeverTold(@ForAll("passwords") String password) {
    CLUSTER.reset();
    CLUSTER.store("app_user", "app_user", password);

    CLUSTER.create(State.minimal().with("Migrations", "none")).data();

    CLUSTER.asUser("testdb", "app_user", password, "SELECT 1");
  }

  /** Printed enough not to be found in a log by chance. */
  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .ofMinLength(12)
        .ofMaxLength(40)
        .filter(password -> password.replace(" ", "").length() > 8);
  }

  @Example
  void aPasswordWithEveryPrintableCharacterWorks() {
    String all =
        Arbitraries.chars()
            .range('!', '~')
            .allValues()
            .orElseThrow()
            .map(String::valueOf)
            .collect(Collectors.joining());

    everyPasswordOpensTheDoorAndIsNeverTold(all);
  }
}
