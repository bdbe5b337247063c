package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases of earlier versions become what this version makes, without losing a row. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class UpgradeTest {

  private static final State STATE =
      State.minimal().users(User.named("app_user"), User.named("reader").with("READ_ONLY"));

  private final TestCluster cluster;

  UpgradeTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.storeUser("reader");
  }

  private List<String> comparableCatalog() {
    return cluster.catalog().stream()
        // The sample has another version since, which its row gets with the next migration.
        .map(line -> line.replaceAll("\"(installed_by|script|version)\": \"[^\"]+\"", "\"$1\": …"))
        // The owner's own privileges are listed once somebody else had some.
        .map(line -> line.replaceAll("(flyway_schema_history \\| r \\| testdb_owner) \\|.*", "$1"))
        .toList();
  }

  @Test
  void theFirstUpdateGivesEverythingToTheOwner() {
    cluster.create(STATE).data();
    List<String> expected = comparableCatalog();
    reset();
    Format1Database.create(cluster);

    Run update = cluster.update(STATE, STATE);

    assertThat(update.changes())
        .contains(
            "gave database testdb to role testdb_owner",
            "gave TABLE public.test_table to role testdb_owner",
            "gave TABLE public.flyway_schema_history to role testdb_owner");
    assertThat(comparableCatalog()).isEqualTo(expected);
    assertThat(cluster.update(STATE, STATE).changingStatements()).isEmpty();
  }

  @Test
  void everyKindOfObjectChangesItsOwner() {
    Format1Database.create(cluster);
    cluster.asMaster(
        "testdb",
        "CREATE SCHEMA shop",
        "CREATE TYPE shop.mood AS ENUM ('good', 'bad')",
        "CREATE TYPE shop.pair AS (a int, b int)",
        "CREATE TYPE shop.span AS RANGE (subtype = float8)",
        "CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0)",
        "CREATE TABLE shop.parted (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE shop.part PARTITION OF shop.parted FOR VALUES FROM (1) TO (9)",
        "CREATE VIEW shop.seen AS SELECT 1 AS one",
        "CREATE MATERIALIZED VIEW shop.kept AS SELECT 1 AS one",
        "CREATE SEQUENCE shop.counter",
        "CREATE TABLE shop.numbered (id int GENERATED ALWAYS AS IDENTITY)",
        "CREATE FUNCTION shop.one(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE shop.nothing() LANGUAGE sql AS ''",
        "CREATE AGGREGATE shop.total(int) (sfunc = int4pl, stype = int)",
        "CREATE OPERATOR shop.@@@ (leftarg = int, rightarg = int, function = int4pl)",
        "CREATE COLLATION shop.plain (locale = 'C')",
        "CREATE TEXT SEARCH CONFIGURATION shop.words (parser = pg_catalog.\"default\")",
        "CREATE TEXT SEARCH DICTIONARY shop.simple (template = pg_catalog.simple)",
        "CREATE STATISTICS shop.related ON id, name FROM test_table",
        "CREATE PUBLICATION told FOR TABLE test_table",
        "SELECT lo_create(4711)");

    cluster.update(STATE, STATE).data();

    assertThat(
            cluster.ask(
                "testdb",
                """
                SELECT i.type || ' ' || i.identity
                FROM pg_shdepend s, pg_identify_object(s.classid, s.objid, 0) i
                WHERE s.refobjid = 'postgres_admin'::regrole AND s.deptype = 'o'
                  -- Up to PostgreSQL 17 it stays behind when its range type changes owner.
                  AND i.identity NOT LIKE '%multirange'
                  AND s.dbid = (SELECT oid FROM pg_database WHERE datname = 'testdb')"""))
        .as("what still belongs to the admin")
        .isEmpty();
    assertThat(cluster.update(STATE, STATE).changingStatements()).isEmpty();
  }

  @Test
  void anotherDatabaseOfTheAdminStaysTheAdmins() {
    Format1Database.create(cluster);
    cluster.asMaster("postgres", "CREATE DATABASE somebodys");

    cluster.update(STATE, STATE).data();

    assertThat(
            cluster.ask(
                "postgres",
                "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'somebodys'"))
        .containsExactly("postgres_admin");
  }

  @Test
  void aPersonsObjectsInAPersonsDatabaseStayThePersons() {
    cluster.asMaster("postgres", "CREATE DATABASE testdb");
    cluster.asMaster("testdb", "CREATE TABLE theirs (id int)");

    cluster.create(STATE).data();

    assertThat(owners()).containsExactly("theirs postgres_admin", "test_table testdb_owner");
    assertThat(cluster.askAs("testdb", "reader", "SELECT count(*)::text FROM theirs"))
        .containsExactly("0");

    cluster.update(STATE, STATE.adopting()).data();

    assertThat(owners()).containsExactly("theirs testdb_owner", "test_table testdb_owner");
  }

  private List<String> owners() {
    return cluster.ask(
        "testdb",
        """
        SELECT relname || ' ' || relowner::regrole FROM pg_class
        WHERE relname IN ('theirs', 'test_table') ORDER BY relname = 'test_table'""");
  }

  @Test
  void whatWasDeployedWithoutAPolicyInItsMarkIsRetained() {
    Format1Database.create(cluster);

    Run delete = cluster.delete(STATE.destroyed());

    assertThat(delete.data()).isNotNull();
    assertThat(cluster.askAs("testdb", "reader", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    assertThat(delete.log())
        .anyMatch(line -> line.contains("was deployed by a version that did not note its policy"));
  }
}
