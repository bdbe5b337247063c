package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** READ_ONLY means that nothing is written, whatever a migration forgot to take from PUBLIC. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class ReaderTest {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  @TempDir Path layers;

  private final TestCluster cluster;
  private State state;

  ReaderTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void deploy() {
    cluster.reset();
    cluster.layers(layers);
    List.of("reader", "writer").forEach(cluster::storeUser);
    state =
        State.minimal()
            .users(
                User.named("app_user"),
                User.named("writer").with("READ_WRITE"),
                User.named("reader").with("READ_ONLY"))
            .with(
                "Migrations",
                new Committer(layers)
                    .commits(
                        "CREATE TABLE orders (id serial PRIMARY KEY, note text)",
                        "INSERT INTO orders (note) VALUES ('kept')",
                        "CREATE VIEW notes AS SELECT id, note FROM orders",
                        "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.orders'",
                        "CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM public.orders'",
                        "CREATE FUNCTION wipe() RETURNS void SECURITY DEFINER LANGUAGE sql AS 'DELETE FROM public.orders'",
                        "CREATE PROCEDURE clean() SECURITY DEFINER LANGUAGE sql AS 'DELETE FROM public.orders'",
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.items (id int)",
                        "CREATE FUNCTION shop.wipe() RETURNS void SECURITY DEFINER LANGUAGE sql AS 'DELETE FROM public.orders'"));
    cluster.create(state).data();
    cluster.update(state, state).data();
  }

  private String stateOf(String user, String sql) {
    try (Connection connection =
            cluster.aurora().connection("testdb", user, TestCluster.password(user));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      connection.commit();
      return "done";
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }

  @Test
  void aReaderReads() {
    for (String sql :
        List.of(
            "SELECT * FROM orders",
            "SELECT * FROM notes",
            "SELECT total()",
            "SELECT * FROM shop.items",
            "SELECT last_value FROM orders_id_seq")) {
      assertThat(stateOf("reader", sql)).as(sql).isEqualTo("done");
    }
  }

  @Test
  void aReaderWritesNothing() {
    List<String> before = cluster.catalog();

    assertThat(
            List.of(
                "SELECT wipe()",
                "SELECT shop.wipe()",
                "SELECT purge()",
                "CALL clean()",
                "DO $$ BEGIN PERFORM wipe(); END $$",
                "SELECT * FROM (SELECT wipe()) w",
                "DELETE FROM notes",
                "INSERT INTO orders (note) VALUES ('x')",
                "UPDATE orders SET note = 'x'",
                "SELECT * FROM orders FOR UPDATE",
                "SELECT * FROM orders FOR KEY SHARE",
                "LOCK TABLE orders IN ROW EXCLUSIVE MODE",
                "TRUNCATE orders",
                "SELECT nextval('orders_id_seq')",
                "SELECT setval('orders_id_seq', 9)",
                "CREATE TABLE mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "CREATE SCHEMA mine",
                "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "SELECT * FROM flyway_schema_history",
                "COMMENT ON TABLE orders IS 'x'",
                "CREATE PUBLICATION mine FOR TABLE orders"))
        .allSatisfy(sql -> assertThat(stateOf("reader", sql)).isEqualTo(INSUFFICIENT_PRIVILEGE));

    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aWriterMayCallWhateverMigrationsMade() {
    for (String user : List.of("writer", "app_user")) {
      for (String sql :
          List.of("SELECT wipe()", "SELECT shop.wipe()", "SELECT purge()", "CALL clean()")) {
        assertThat(stateOf(user, sql)).as(sql).isEqualTo("done");
      }
    }
    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM orders")).containsExactly("0");
  }

  @Test
  void nobodyButTheUsersMayCallThem() {
    cluster.asMaster("postgres", "CREATE ROLE stranger");

    assertThat(
            cluster.ask(
                "testdb",
                """
                SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN ('public', 'shop')
                  AND has_function_privilege('stranger', p.oid, 'EXECUTE')"""))
        .isEmpty();
  }

  @Test
  void whatAPersonLetEverybodyCallIsClosedAgain() {
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "GRANT EXECUTE ON FUNCTION public.wipe() TO PUBLIC",
        "GRANT EXECUTE ON PROCEDURE public.clean() TO PUBLIC");

    assertThat(cluster.update(state, state).changes())
        .isEqualTo("revoked EXECUTE on ROUTINE public.clean(), public.wipe() from PUBLIC");

    assertThat(stateOf("reader", "SELECT wipe()")).isEqualTo(INSUFFICIENT_PRIVILEGE);
    assertThat(stateOf("reader", "CALL clean()")).isEqualTo(INSUFFICIENT_PRIVILEGE);
  }

  @Test
  void noUserMayLeaveATriggerOrAReferenceOnTheOwnersTables() {
    for (String user : List.of("app_user", "writer", "reader")) {
      assertThat(
              cluster.ask(
                  "testdb",
                  """
                  SELECT c.relname || ' ' || p FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
                    unnest(ARRAY['TRIGGER', 'REFERENCES']) p
                  WHERE n.nspname IN ('public', 'shop') AND c.relkind IN ('r', 'v')
                    AND has_table_privilege('%s', c.oid, p)"""
                      .formatted(user)))
          .isEmpty();
      assertThat(
              cluster.ask(
                  "testdb",
                  "SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'shop') AND has_schema_privilege('%s', oid, 'CREATE')"
                      .formatted(user)))
          .isEmpty();
    }
  }

  @Test
  void aReaderMayCallOnRequestWhatWrites() {
    State more =
        state.users(
            User.named("app_user"),
            User.named("writer").with("READ_WRITE"),
            User.named("reader").with("READ_ONLY").executing("wipe", "shop.wipe"));

    assertThat(cluster.update(state, more).changes())
        .isEqualTo("granted EXECUTE on ROUTINE public.wipe(), shop.wipe() to reader");
    assertThat(stateOf("reader", "SELECT wipe()")).isEqualTo("done");
    assertThat(stateOf("reader", "SELECT shop.wipe()")).isEqualTo("done");
    assertThat(stateOf("reader", "CALL clean()")).isEqualTo(INSUFFICIENT_PRIVILEGE);
    assertThat(cluster.update(more, more).changes()).isEqualTo("nothing to change");

    assertThat(cluster.update(more, state).changes())
        .isEqualTo("revoked EXECUTE on ROUTINE public.wipe(), shop.wipe() from reader");
    assertThat(stateOf("reader", "SELECT wipe()")).isEqualTo(INSUFFICIENT_PRIVILEGE);
  }

  @Test
  void aRoutineOnRequestThatIsMissingIsTold() {
    State more =
        state.users(
            User.named("app_user"),
            User.named("writer").with("READ_WRITE"),
            User.named("reader").with("READ_ONLY").executing("public.wype"));

    Run run = cluster.update(state, more);

    assertThat(run.changes()).isEqualTo("nothing to change");
    assertThat(run.log())
        .contains(
            "Role reader is to execute public.wype, which the owner of database 'testdb' does not have; create it with a migration, or correct ExecutableRoutines.");
  }

  /** A view and a rule act with the privileges of their owner, who owns the history too. */
  @Test
  void whatReachesTheHistoryOfMigrationsIsReadAndWrittenByNoUser() {
    State views =
        State.minimal()
            .users(User.named("app_user"), User.named("reader").with("READ_ONLY"))
            .with(
                "Migrations",
                new Committer(layers)
                    .commits(
                        "CREATE VIEW versions AS SELECT * FROM flyway_schema_history",
                        "CREATE VIEW successes AS SELECT * FROM versions WHERE success",
                        "CREATE TABLE wishes (wish text)",
                        "CREATE RULE granted AS ON INSERT TO wishes DO ALSO DELETE FROM successes",
                        "GRANT ALL ON versions, successes, wishes TO PUBLIC"));
    cluster.reset();
    cluster.create(views).data();
    List<String> history = history();

    for (String user : List.of("app_user", "reader")) {
      assertThat(stateOf(user, "SELECT version FROM successes")).isEqualTo("done");
      for (String sql :
          List.of(
              "DELETE FROM versions",
              "UPDATE versions SET checksum = 0",
              "DELETE FROM successes",
              "INSERT INTO wishes VALUES ('to be the first')")) {
        assertThat(stateOf(user, sql)).as(user + ": " + sql).isEqualTo(INSUFFICIENT_PRIVILEGE);
      }
    }
    assertThat(history()).isEqualTo(history);
    assertThat(cluster.update(views, views).changes()).isEqualTo("nothing to change");
  }

  private List<String> history() {
    return cluster.ask("testdb", "SELECT f::text FROM flyway_schema_history f ORDER BY 1");
  }
}
