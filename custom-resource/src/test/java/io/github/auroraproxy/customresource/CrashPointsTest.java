package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run may be cut off after any of its statements: the next one ends where an undisturbed run
 * does, and every row is still there.
 */
class CrashPointsTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());

  private static final int SAMPLE_OF_CHANGES = 8;

  private static final int SAMPLE_OF_POINTS = Thorough.isOn() ? 6 : 2;

  private static final State BEFORE =
      State.minimal()
          .users(
              User.named("app_user").with("READ_WRITE").set("work_mem", "8MB"),
              User.named("leaving"))
          .destroyed();

  private static final State AFTER =
      State.minimal()
          .users(
              User.named("app_user").limitedTo(5).set("search_path", "\"$user\", public"),
              User.named("coming").with("READ_ONLY"))
          .destroyed();

  /** What CloudFormation asks for, and what was there before. */
  private record Scenario(String name, Runnable given, Function<Driver, Run> run) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(
        new Scenario("Create", () -> {}, driver -> CLUSTER.create(AFTER, driver)),
        new Scenario(
            "Update", CrashPointsTest::inUse, driver -> CLUSTER.update(BEFORE, AFTER, driver)),
        new Scenario(
            "Delete under DESTROY",
            CrashPointsTest::inUseBesideOthers,
            driver -> CLUSTER.delete(BEFORE, driver)),
        new Scenario(
            "Delete under DESTROY of users of a person's database",
            () -> {
              CLUSTER.asMaster("postgres", "CREATE DATABASE testdb");
              inUse();
            },
            driver -> CLUSTER.delete(BEFORE, driver)));
  }

  private static void inUse() {
    CLUSTER.create(BEFORE).data();
    CLUSTER.asUser(
        "testdb",
        "leaving",
        TestCluster.password("leaving"),
        "CREATE SCHEMA users",
        "CREATE TABLE users.own (id int)",
        "INSERT INTO users.own VALUES (1)",
        "INSERT INTO test_table (name) VALUES ('of a user')");
    CLUSTER.store("app_user", "app_user", "A-New-Password");
  }

  private static void inUseBesideOthers() {
    inUse();
    CLUSTER.asMaster("postgres", "CREATE DATABASE somebodys", "CREATE ROLE somebody LOGIN");
    CLUSTER.asMaster("somebodys", "CREATE TABLE kept AS SELECT 1 AS id");
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  private static void given(Scenario scenario) {
    CLUSTER.reset();
    List.of("leaving", "coming").forEach(CLUSTER::storeUser);
    scenario.given().run();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theNextRunFinishesWhatAKilledOneBegan(Scenario scenario) {
    CuttingDriver undisturbed = undisturbed(scenario);
    List<String> expected = CLUSTER.catalog();
    List<Integer> points = points(undisturbed);
    assertThat(points).isNotEmpty();
    List<String> wrong = new ArrayList<>();

    for (int point : points) {
      given(scenario);
      boolean killed = isKilled(scenario, CuttingDriver.killingAfter(point));
      scenario.run().apply(new org.postgresql.Driver()).data();

      if (!killed || !CLUSTER.catalog().equals(expected)) {
        wrong.add("after %s: %s".formatted(undisturbed.statement(point), CLUSTER.catalog()));
      }
    }

    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aRunFinishesByItselfWhenItLosesItsConnections(Scenario scenario) {
    CuttingDriver undisturbed = undisturbed(scenario);
    List<String> expected = CLUSTER.catalog();
    List<Integer> points = points(undisturbed);

    for (int i = 0; i < points.size(); i += SAMPLE_OF_POINTS) {
      given(scenario);
      scenario.run().apply(CuttingDriver.disconnectingAfter(points.get(i))).data();

      assertThat(CLUSTER.catalog())
          .as("after %s", undisturbed.statement(points.get(i)))
          .isEqualTo(expected);
    }
  }

  private static CuttingDriver undisturbed(Scenario scenario) {
    given(scenario);
    CuttingDriver counting = CuttingDriver.counting();
    scenario.run().apply(counting).data();
    return counting;
  }

  private static List<Integer> points(CuttingDriver undisturbed) {
    return Thorough.sample(
        IntStream.rangeClosed(1, undisturbed.executed())
            .filter(point -> Thorough.isOn() || !undisturbed.isReading(point))
            .boxed()
            .toList(),
        SAMPLE_OF_CHANGES);
  }

  private static boolean isKilled(Scenario scenario, CuttingDriver driver) {
    try {
      scenario.run().apply(driver).data();
      return false;
    } catch (CuttingDriver.Killed e) {
      return true;
    }
  }
}
