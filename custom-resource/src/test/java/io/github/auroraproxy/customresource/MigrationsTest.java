package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a team's SQL files do, and how a deployment goes on after one that failed. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class MigrationsTest {

  private static final MigrationFolder ORDERS =
      MigrationFolder.of("V1__orders.sql", "CREATE TABLE orders (id int);");
  private static final String LEFT =
      "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";

  private final TestCluster cluster;
  @TempDir private Path layers;

  MigrationsTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.layers(layers);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  private State state(MigrationFolder folder) {
    return folder.in(layers, State.minimal());
  }

  private Run update(MigrationFolder from, MigrationFolder to) {
    return cluster.update(state(from), state(to));
  }

  private String history() {
    return String.join(
        ", ",
        cluster.ask(
            "testdb",
            """
            SELECT concat_ws(' ', version, description, success::text)
            FROM flyway_schema_history ORDER BY installed_rank"""));
  }

  @Test
  void anIndexIsBuiltBesideTheTraffic() {
    MigrationFolder indexed =
        ORDERS.with("V2__index.sql", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);");

    Run run = cluster.create(state(indexed));

    assertThat(run.changes()).contains("applied 2 migrations");
    assertThat(run.log())
        .containsSubsequence(
            "applying \"V1__orders.sql\"",
            "applied \"V1__orders.sql\"",
            "applying \"V2__index.sql\"",
            "applied \"V2__index.sql\"");
    assertThat(cluster.ask("testdb", LEFT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "IF NOT EXISTS"})
  void anIndexThatCouldNotBeBuiltIsNoSuccessUntilItIsDropped(String condition) {
    MigrationFolder twice =
        ORDERS
            .with("V2__rows.sql", "INSERT INTO orders VALUES (1), (1);")
            .with(
                "V3__index.sql",
                "CREATE UNIQUE INDEX CONCURRENTLY %s orders_id ON orders (id);"
                    .formatted(condition));
    cluster.create(state(ORDERS));

    Run first = update(ORDERS, twice);
    Run second = update(ORDERS, twice);

    String remedy =
        "the index public.orders_id is not valid, so PostgreSQL does not use it; run as the admin user in database 'testdb', and deploy again: DROP INDEX CONCURRENTLY public.orders_id;";
    assertThat(first.refusal())
        .contains("\"V3__index.sql\" failed", "SQLSTATE 23505", remedy)
        .doesNotContain("(1)");
    assertThat(second.refusal()).contains("\"V3__index.sql\" failed", remedy);
    assertThat(cluster.ask("testdb", LEFT)).containsExactly("orders_id");

    cluster.asMaster("testdb", "DELETE FROM orders", "DROP INDEX CONCURRENTLY orders_id");
    assertThat(update(ORDERS, twice).changes()).isEqualTo("applied 1 migration");
    assertThat(history()).endsWith("3 index true").doesNotContain("false");
    assertThat(update(twice, twice).changes()).isEqualTo("nothing to change");
  }

  @Test
  void anIndexThatIsNotOfTheMigrationsMayBeInvalid() {
    cluster.create(state(ORDERS));
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "CREATE TABLE parts (id int, day int) PARTITION BY RANGE (day)",
        "CREATE TABLE part PARTITION OF parts DEFAULT",
        "INSERT INTO orders VALUES (1), (1)");
    assertThat(cluster.ask("testdb", LEFT)).isEmpty();
    brokenIndex("theirs");
    MigrationFolder more =
        ORDERS.with(
            "V2__more.sql",
            // Valid once every partition has its part of it.
            "CREATE INDEX parts_day ON ONLY parts (day); CREATE TABLE lines (id int);");

    assertThat(update(ORDERS, more).changes()).contains("applied 1 migration");
    assertThat(cluster.ask("testdb", LEFT)).containsExactlyInAnyOrder("theirs", "parts_day");
  }

  private void brokenIndex(String name) {
    try (Connection admin =
            cluster
                .aurora()
                .connection(
                    "testdb",
                    cluster.aurora().masterUsername(),
                    cluster.aurora().masterPassword());
        Statement statement = admin.createStatement()) {
      statement.execute("SET ROLE testdb_owner");
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY %s ON orders (id)".formatted(name));
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
  }

  @Test
  void statementsThatCanNotShareATransactionGetAFileOfTheirOwn() {
    MigrationFolder mixed =
        ORDERS.with(
            "V2__index.sql",
            "CREATE TABLE lines (id int);\nCREATE INDEX CONCURRENTLY lines_id ON lines (id);");
    cluster.create(state(ORDERS));

    assertThat(update(ORDERS, mixed).refusal())
        .contains(
            "\"V2__index.sql\" holds statements that run in a transaction and others that can't, such as CREATE INDEX CONCURRENTLY; put these into a file of their own");
  }

  @Test
  void aMigrationWithoutATransactionThatFailedIsTriedAgainOrGoes() {
    MigrationFolder failing = ORDERS.with("V2__vacuum.sql", "VACUUM orders;\nVACUUM nowhere;");
    cluster.create(state(ORDERS));

    assertThat(update(ORDERS, failing).refusal()).contains("\"V2__vacuum.sql\" failed", "line 2");
    assertThat(history()).endsWith("2 vacuum false");
    cluster.rollback(state(ORDERS), state(failing)).data();
    assertThat(history()).isEqualTo("1 orders true");

    update(ORDERS, failing).refusal();
    MigrationFolder cured = ORDERS.with("V2__vacuum.sql", "VACUUM orders;");
    assertThat(update(ORDERS, cured).changes()).isEqualTo("applied 1 migration");
    assertThat(history()).isEqualTo("1 orders true, 2 vacuum true");
  }

  @Test
  void whatIsAppliedWheneverItChangesMayComeAndGo() {
    MigrationFolder one = ORDERS.with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n;");
    MigrationFolder two = ORDERS.with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS n;");
    MigrationFolder table = ORDERS.with("V2__lines.sql", "CREATE TABLE lines (id int);");
    cluster.create(state(ORDERS));

    assertThat(update(ORDERS, one).changes()).contains("applied 1 migration");
    assertThat(update(one, two).changes()).contains("applied 1 migration");
    assertThat(cluster.ask("testdb", "SELECT n::text FROM v")).containsExactly("2");
    assertThat(cluster.rollback(state(one), state(two)).changes()).contains("applied 1 migration");
    assertThat(cluster.ask("testdb", "SELECT n::text FROM v")).containsExactly("1");
    assertThat(update(one, ORDERS).changes()).isEqualTo("nothing to change");
    assertThat(update(ORDERS, table).changes()).contains("applied 1 migration");
    assertThat(update(table, one).changes()).isEqualTo("nothing to change");
  }

  @Test
  void theSampleGivesWayToADirectoryOfOnesOwnAndBack() {
    State sample = State.minimal();
    cluster.create(sample);

    assertThat(cluster.update(sample, state(ORDERS)).changes()).contains("applied 1 migration");
    assertThat(history()).isEqualTo("0.0.1 test table true, 1 orders true");
    assertThat(cluster.rollback(sample, state(ORDERS)).changes()).isEqualTo("nothing to change");
    assertThat(cluster.update(sample, state(ORDERS)).changes()).isEqualTo("nothing to change");
  }

  @Test
  void theSampleOfAnEarlierVersionGivesWayToo() {
    State sample = State.minimal();
    cluster.create(sample);
    cluster.asSuperuser(
        "testdb", "UPDATE flyway_schema_history SET version = '1', script = 'V1__test_table.sql'");

    assertThat(cluster.update(sample, sample).changingStatements()).isEmpty();
    assertThat(cluster.update(sample, state(ORDERS)).changes()).contains("applied 1 migration");
    assertThat(history()).isEqualTo("0.0.1 test table true, 1 orders true");
  }

  @Test
  void theSampleAfterADirectoryOfOnesOwnIsRefused() {
    cluster.create(state(ORDERS));

    Run run = cluster.update(state(ORDERS), State.minimal());

    assertThat(run.refusal())
        .isEqualTo(
            "The migrations of database 'testdb' were not applied: V0.0.1__test_table.sql has version 0.0.1, and version 1 was applied already; give it a higher version. The packaged sample is the first migration of a database, or none.");
    assertThat(run.changingStatements()).isEmpty();
    assertThat(cluster.rollback(state(ORDERS), State.minimal()).changes())
        .isEqualTo("nothing to change");
  }

  @Test
  void anotherDirectoryIsAppliedIfItGoesOn() {
    MigrationFolder other = MigrationFolder.of("V2__lines.sql", "CREATE TABLE lines (id int);");
    MigrationFolder replaced =
        MigrationFolder.of("V1__customers.sql", "CREATE TABLE customers (id int);");
    cluster.create(state(ORDERS));

    assertThat(update(ORDERS, other).changes()).contains("applied 1 migration");
    Run run = update(other, replaced);

    assertThat(run.refusal())
        .contains(
            "V1__customers.sql",
            "is not the file that was applied; restore that file, and put the change into one with a new version");
    assertThat(run.changingStatements()).isEmpty();
    MigrationFolder between =
        ORDERS.with("V1.5__between.sql", "CREATE TABLE between_them (id int);");
    assertThat(update(other, between).refusal())
        .contains(
            "V1.5__between.sql has version 1.5, and version 2 was applied already; give it a higher version.");
  }

  @Test
  void aFileThatGotAnotherNameIsTheSameMigration() {
    MigrationFolder renamed =
        MigrationFolder.of("V1__all_orders.sql", ORDERS.files().get("V1__orders.sql"));
    cluster.create(state(ORDERS));

    assertThat(update(ORDERS, renamed).changes()).isEqualTo("nothing to change");
    assertThat(
            update(renamed, renamed.with("V2__lines.sql", "CREATE TABLE lines (id int);"))
                .changes())
        .contains("applied 1 migration");
  }

  @Test
  void aDollarAndBracesArePlainText() {
    cluster
        .create(state(ORDERS.with("V2__text.sql", "CREATE TABLE t AS SELECT '${name}' AS x;")))
        .data();

    assertThat(cluster.ask("testdb", "SELECT x FROM t")).containsExactly("${name}");
  }

  @Test
  void timeoutsOfTheServerDoNotEndAMigration() {
    cluster.create(state(ORDERS));
    for (String parameter :
        cluster.ask(
            "postgres",
            """
            SELECT name FROM pg_settings
            WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_session_timeout',
                           'idle_in_transaction_session_timeout', 'transaction_timeout')""")) {
      cluster.asSuperuser(
          "postgres", "ALTER DATABASE testdb SET %s = '300ms'".formatted(parameter));
    }

    Run run =
        update(ORDERS, ORDERS.with("V2__slow.sql", "SELECT pg_sleep(1);\nSELECT pg_sleep(1);"));

    assertThat(run.changes()).contains("applied 1 migration");
  }

  @Test
  void aMigrationThatWaitsForATableLetsTheTrafficPass() throws Exception {
    cluster.create(state(ORDERS));
    MigrationFolder altered = ORDERS.with("V2__column.sql", "ALTER TABLE orders ADD note text;");
    CompletableFuture<Run> update;
    try (Connection report = user();
        Connection traffic = user()) {
      report.setAutoCommit(false);
      execute(report, "SELECT FROM orders");
      update = CompletableFuture.supplyAsync(() -> update(ORDERS, altered));
      waitUntilQueued();

      execute(traffic, "SET lock_timeout = '30s'");
      execute(traffic, "SELECT FROM orders");
      report.commit();
    }

    Run run = update.get();
    assertThat(run.changes()).contains("applied 1 migration");
    assertThat(run.log())
        .anyMatch(
            line ->
                line.startsWith(
                    "Trying again to apply \"V2__column.sql\", which waited 5 seconds for a lock"));
  }

  @Tag("long")
  @Test
  void aTableThatStaysLockedIsToldWithTheWayToFindTheSession() throws Exception {
    cluster.create(state(ORDERS));
    MigrationFolder altered = ORDERS.with("V2__column.sql", "ALTER TABLE orders ADD note text;");
    try (Connection report = user()) {
      report.setAutoCommit(false);
      execute(report, "SELECT FROM orders");

      assertThat(
              cluster.updateWithin(Duration.ofSeconds(24), state(ORDERS), state(altered)).refusal())
          .contains(
              "\"V2__column.sql\" waited for a lock again and again, 5 seconds each time",
              "SELECT pid, usename, state, xact_start FROM pg_stat_activity WHERE datname = 'testdb' ORDER BY xact_start;");
    }
    assertThat(update(ORDERS, altered).changes()).contains("applied 1 migration");
  }

  private void waitUntilQueued() throws InterruptedException {
    while (cluster
        .ask(
            "testdb",
            "SELECT 'waits' FROM pg_locks WHERE NOT granted AND relation = 'orders'::regclass")
        .isEmpty()) {
      Thread.sleep(50);
    }
  }

  private Connection user() throws SQLException {
    return cluster.aurora().connection("testdb", "app_user", TestCluster.password("app_user"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
