package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a name or a password looks like, it is itself to the server, or it is refused at once.
 */
class QuotingTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final int LONGEST = 63;
  private static final int TRIES = 8;

  private static final String WILD =
      "abcXYZ019_- .,;:'\"\\$%&/()=?!#*+~^°[]{}<>|@`´äöüßÄéñ漢字αβ\uD83D\uDE00";

  /** Reserved words, reserved names, and texts that mean something to somebody else. */
  private static final List<String> ODD =
      List.of(
          "select",
          "USER",
          "current_user",
          "a\"b",
          "\";DROP ROLE x;--",
          "%I %s $1",
          " leading",
          "trailing ",
          "a\\",
          "x".repeat(LONGEST),
          "ä".repeat(31) + "x",
          "\"".repeat(LONGEST));

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  static Stream<Arguments> names() {
    Random random = Seed.random("names");
    Stream<String> wild =
        IntStream.range(0, TRIES).mapToObj(i -> text(random, WILD, 1 + random.nextInt(16)));
    return Stream.concat(ODD.stream(), wild)
        .map(name -> Arguments.of(name, text(random, WILD, 1 + random.nextInt(16))));
  }

  private static String text(Random random, String characters, int length) {
    int[] codePoints = characters.codePoints().toArray();
    return random
        .ints(length, 0, codePoints.length)
        .map(i -> codePoints[i])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameIsTakenAsItIsOrRefusedBeforeAnyStatement(String database, String user) {
    CLUSTER.reset();
    CLUSTER.storeUser(user);

    Run run =
        CLUSTER.create(
            State.minimal().database(database).users(User.named(user)).with("Migrations", "none"));

    if (isRefusable(database) || isRefusable(user)) {
      assertThat(run.refusal()).startsWith("Property ");
      assertThat(run.statements()).isEmpty();
    } else {
      run.data();
      assertThat(CLUSTER.askAs(database, user, "SELECT current_database() || '/' || current_user"))
          .containsExactly(database + "/" + user);
      assertThat(
              CLUSTER.ask(
                  "postgres",
                  "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')"))
          .containsExactly(database);
      assertThat(
              CLUSTER
                  .create(
                      State.minimal()
                          .database(database)
                          .users(User.named(user))
                          .with("Migrations", "none"))
                  .changes())
          .isEqualTo("nothing to change");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Public",
        "none",
        "pg_own",
        "PG_OWN",
        "rdsuser",
        "RDS",
        "rds_iam",
        "a\nb",
        "a\u0000b",
        "a\u200Bb",
        "ääääääääääääääääääääääääääääääää",
        "aurora_proxy_lock",
        " "
      })
  void aNameThatWouldBeRefusedOrChangedIsRefusedBeforeAnyStatement(String name) {
    Run user = CLUSTER.create(State.minimal().users(User.named(name)));

    assertThat(user.refusal()).startsWith("Property Users[0].Username");
    assertThat(user.statements()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "template0", "TEMPLATE1", "pg_data", "rds_data"})
  void aDatabaseOfTheServerIsRefusedBeforeAnyStatement(String name) {
    Run database = CLUSTER.create(State.minimal().database(name));

    assertThat(database.refusal()).startsWith("Property DatabaseName");
    assertThat(database.statements()).isEmpty();
  }

  /** What PostgreSQL or RDS would refuse or change, said in other words than the function's. */
  private static boolean isRefusable(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.isBlank()
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST
        || lower.startsWith("pg_")
        || lower.startsWith("rds");
  }

  static Stream<String> passwords() {
    Random random = Seed.random("passwords");
    return IntStream.range(0, TRIES)
        .mapToObj(i -> text(random, printable(), 12 + random.nextInt(30)))
        // Enough to be no part of a log by chance.
        .filter(password -> password.replace(" ", "").length() > 8);
  }

  private static String printable() {
    return IntStream.rangeClosed(' ', '~')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void aPasswordOpensTheDoorAndIsNeverTold(String password) {
    CLUSTER.reset();
    CLUSTER.store("app_user", "app_user", password);

    CLUSTER.create(State.minimal().with("Migrations", "none")).data();

    CLUSTER.asUser("testdb", "app_user", password, "SELECT 1");
  }

  @Test
  void aPasswordWithEveryPrintableCharacterOpensTheDoor() {
    aPasswordOpensTheDoorAndIsNeverTold(printable().strip());
  }
}
