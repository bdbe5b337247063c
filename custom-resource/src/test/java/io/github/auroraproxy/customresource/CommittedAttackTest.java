package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The committer of a migration has every power over the application's database, and none over the
 * cluster: not in the migration, and not through anything that it leaves for the next run.
 */
@Tag("long")
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class CommittedAttackTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final State OTHER =
      State.minimal().database("other").users(User.named("other_user")).with("Migrations", "none");

  /** What a migration could not do, or what is about its own database. */
  private static final String OWN =
      "(?s).* in testdb|settings of testdb_owner in .*|settings of .* in testdb";

  @TempDir Path layers;

  private final TestCluster cluster;
  private Committer committer;
  private State deployed;
  private ClusterSnapshot peace;
  private long mark;

  CommittedAttackTest(int majorVersion) {
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
    List.of("other_user", "reader").forEach(cluster::storeUser);
    committer = new Committer(layers);
    deployed =
        State.minimal()
            .users(User.named("app_user"), User.named("reader").with("READ_ONLY"))
            .with("Migrations", committer.commits("CREATE TABLE test_table (id int, name text)"))
            .destroyed();
    cluster.createWithin(TIMEOUT, deployed).data();
    remember();
  }

  private void remember() {
    peace = ClusterSnapshot.of(cluster);
    mark = PlantedCode.mark(cluster);
  }

  /** Deploys a further migration of the committer's. */
  private Run deploys(String... statements) {
    return becomes(deployed.with("Migrations", committer.commits(statements)));
  }

  private Run becomes(State next) {
    Run run = cluster.updateWithin(TIMEOUT, deployed, next);
    deployed = next;
    return run;
  }

  /** Everything that may come after: each of it has to go well. */
  private void goesOnAndEnds() {
    becomes(deployed).data();
    deploys("INSERT INTO test_table VALUES (3, 'another')", "CREATE TABLE later (id int)").data();
    becomes(deployed.users(User.named("app_user").with("READ_WRITE"), User.named("reader"))).data();
    becomes(deployed.users(User.named("app_user"))).data();
    ends();
  }

  private void ends() {
    cluster.deleteWithin(TIMEOUT, deployed).data();
    assertThat(cluster.ask("postgres", "SELECT datname FROM pg_database WHERE datname = 'testdb'"))
        .isEmpty();
  }

  /** Roles, memberships, other databases, and what all of them may. */
  private void nothingOutsideChanged() {
    Map<String, String> differences = ClusterSnapshot.of(cluster).differencesFrom(peace, Set.of());
    differences.keySet().removeIf(subject -> subject.matches(OWN));
    assertThat(differences).isEmpty();
  }

  private void noCodeOfItsRanAsTheAdmin() {
    assertThat(PlantedCode.sightings(cluster, mark))
        .filteredOn(sighting -> sighting.is(cluster.aurora().masterUsername()))
        .isEmpty();
  }

  private boolean logsIn(String user, String password) {
    try (Connection connection = cluster.aurora().connection("testdb", user, password)) {
      return connection.isValid(5);
    } catch (SQLException refused) {
      return false;
    }
  }

  @Test
  void aMigrationHasNoPowerOverTheCluster() {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    remember();
    String admin = cluster.aurora().masterUsername();
    List<String> tries = new ArrayList<>();
    for (String self :
        List.of(
            "",
            "RESET ROLE",
            "SET ROLE " + admin,
            "SET SESSION AUTHORIZATION DEFAULT",
            "SET SESSION AUTHORIZATION " + admin,
            "SET ROLE rds_superuser")) {
      for (String deed :
          List.of(
              "ALTER ROLE app_user CREATEROLE CREATEDB",
              "ALTER ROLE app_user SUPERUSER",
              "ALTER ROLE app_user BYPASSRLS REPLICATION",
              "ALTER ROLE other_user PASSWORD 'mine'",
              "ALTER ROLE %s PASSWORD 'mine'".formatted(admin),
              "ALTER ROLE aurora_proxy_lock LOGIN PASSWORD 'mine'",
              "GRANT %s TO app_user".formatted(admin),
              "GRANT other_owner TO testdb_owner",
              "GRANT rds_superuser TO app_user",
              "GRANT rds_iam TO testdb_owner",
              "GRANT pg_execute_server_program TO app_user",
              "CREATE ROLE planted LOGIN",
              "COMMENT ON ROLE testdb_owner IS 'nobody''s'",
              "COMMENT ON ROLE app_user IS 'nobody''s'",
              "ALTER DATABASE other OWNER TO testdb_owner",
              "ALTER DATABASE other SET role = 'testdb_owner'",
              "ALTER ROLE %s SET role = 'testdb_owner'".formatted(admin),
              "GRANT ALL ON DATABASE other TO testdb_owner",
              "ALTER DATABASE testdb OWNER TO app_user",
              "ALTER ROLE ALL SET search_path = public",
              "CREATE EVENT TRIGGER planted ON ddl_command_start EXECUTE FUNCTION public.nothing()",
              "COPY (SELECT 1) TO PROGRAM 'true'",
              "SELECT pg_read_file('pg_hba.conf')",
              "SELECT pg_reload_conf()",
              "ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT ALL ON TABLES TO app_user"
                  .formatted(admin),
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
                  .formatted(admin))) {
        tries.add(Committer.tries(self.isEmpty() ? deed : "%s; %s".formatted(self, deed))[0]);
      }
    }

    deploys(tries.toArray(String[]::new)).data();

    nothingOutsideChanged();
    goesOnAndEnds();
  }

  @Test
  void aMigrationThatResetsItsRoleIsNobodyElse() {
    Run run =
        deploys(
            "RESET ROLE",
            "RESET SESSION AUTHORIZATION",
            "CREATE TABLE who AS SELECT current_user::text AS name UNION SELECT session_user::text");
    run.data();

    assertThat(cluster.ask("testdb", "SELECT name FROM who")).containsExactly("testdb_owner");
  }

  @Test
  void theOwnersPasswordAndMembersAreThoseOfTheRun() {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    remember();
    deploys(
            Stream.of(
                    new String[] {
                      "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
                    },
                    Committer.tries(
                        "ALTER ROLE testdb_owner VALID UNTIL 'infinity'",
                        "ALTER ROLE testdb_owner CONNECTION LIMIT 5",
                        "GRANT testdb_owner TO app_user WITH ADMIN OPTION",
                        "GRANT testdb_owner TO reader",
                        "GRANT testdb_owner TO other_user"))
                .flatMap(Stream::of)
                .toArray(String[]::new))
        .data();

    assertThat(logsIn("testdb_owner", "mine")).isFalse();
    assertThat(
            cluster.ask(
                "postgres",
                "SELECT rolcanlogin::text || (rolpassword IS NULL)::text FROM pg_authid WHERE rolname = 'testdb_owner'"))
        .containsExactly("falsetrue");
    becomes(deployed).data();
    nothingOutsideChanged();
    goesOnAndEnds();
  }

  @Test
  void settingsOfTheDatabaseDoNotReachTheNextRun() {
    // Not where later migrations put their tables, which is the committer's own to spoil.
    List<String> settings = new ArrayList<>();
    for (String subject :
        List.of("DATABASE testdb", "ROLE testdb_owner", "ROLE testdb_owner IN DATABASE testdb")) {
      for (String setting :
          List.of(
              "role = 'testdb_owner'",
              "role = 'app_user'",
              "session_authorization = 'testdb_owner'",
              "search_path = public, pg_catalog",
              "standard_conforming_strings = off",
              "backslash_quote = on",
              "transform_null_equals = on",
              "array_nulls = off",
              "default_transaction_read_only = on",
              "default_transaction_isolation = 'serializable'",
              "default_transaction_deferrable = on",
              "row_security = on",
              "statement_timeout = 1",
              "lock_timeout = 1",
              "idle_in_transaction_session_timeout = 1",
              "idle_session_timeout = 1",
              "transaction_timeout = 1",
              "client_encoding = 'SQL_ASCII'",
              "client_min_messages = 'debug5'",
              "quote_all_identifiers = on",
              "check_function_bodies = off",
              "bytea_output = 'escape'",
              "DateStyle = 'SQL, DMY'",
              "IntervalStyle = 'iso_8601'",
              "TimeZone = 'Pacific/Kiritimati'",
              "extra_float_digits = -15",
              "xmlbinary = 'hex'",
              "default_with_oids = off",
              "password_encryption = 'md5'",
              "createrole_self_grant = 'set, inherit'",
              "session_preload_libraries = 'nothing'",
              "local_preload_libraries = 'nothing'",
              "session_replication_role = 'replica'",
              "exit_on_error = on",
              "synchronous_commit = 'remote_apply'",
              "plan_cache_mode = 'force_generic_plan'",
              "constraint_exclusion = on",
              "debug_parallel_query = on",
              "force_parallel_mode = on",
              "jit = on",
              "work_mem = '64kB'",
              "temp_file_limit = 0",
              "max_stack_depth = '100kB'",
              "event_triggers = off",
              "restrict_nonsystem_relation_kind = 'view, foreign-table'",
              "icu_validation_level = 'error'",
              "application_name = 'rdsadmin'")) {
        settings.add("ALTER %s SET %s".formatted(subject, setting));
      }
    }
    deploys(Committer.tries(settings.toArray(String[]::new))).data();
    assertThat(
            cluster.ask(
                "postgres",
                "SELECT cardinality(setconfig)::text FROM pg_db_role_setting WHERE setrole = 0"))
        .as("settings of the database")
        .singleElement(InstanceOfAssertFactories.STRING)
        .hasSize(2);

    goesOnAndEnds();
  }

  @Test
  void theAdminDoesNotTakeTheRoleThatTheDatabaseSets() {
    deploys(Committer.tries("ALTER DATABASE testdb SET role = 'testdb_owner'")).data();
    assertThat(cluster.ask("postgres", "SELECT setconfig::text FROM pg_db_role_setting"))
        .contains("{role=testdb_owner}");

    becomes(deployed.extensions("pg_trgm")).data();

    assertThat(
            cluster.ask(
                "testdb",
                "SELECT r.rolname FROM pg_extension e JOIN pg_roles r ON r.oid = e.extowner WHERE e.extname = 'pg_trgm'"))
        .containsExactly(cluster.aurora().masterUsername());
    goesOnAndEnds();
  }

  @Test
  void whatAMigrationLeavesRunsForNobodyElse() {
    List<String> tries = new ArrayList<>();
    for (String schema :
        List.of(
            "public", "pg_temp", "\"$user\"", cluster.aurora().masterUsername(), "testdb_owner")) {
      tries.add("CREATE SCHEMA IF NOT EXISTS " + schema);
      tries.add(
          Committer.CODE.triggerFunction(schema + ".planted_trigger", "trigger in " + schema));
      tries.add(
          Committer.CODE.function(
              schema + ".planted()", "int SECURITY DEFINER", "function in " + schema, "RETURN 1"));
      tries.add(
          Committer.CODE.function(
              schema + ".planted(text)",
              "boolean IMMUTABLE",
              "predicate in " + schema,
              "RETURN true"));
      tries.add(
          Committer.CODE.function(
              schema + ".planted_equal(name, varchar)",
              "boolean",
              "operator in " + schema,
              "RETURN $1::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text"));
      tries.add(
          "CREATE OPERATOR %1$s.= (LEFTARG = name, RIGHTARG = varchar, FUNCTION = %1$s.planted_equal)"
              .formatted(schema));
      tries.add(
          Committer.CODE.function(
              schema + ".pg_has_role(oid, varchar)",
              "boolean",
              "pg_has_role in " + schema,
              "RETURN true"));
      tries.add(
          Committer.CODE.function(
              schema + ".format(text, name)", "text", "format in " + schema, "RETURN $1"));
      tries.add(
          Committer.CODE.function(
              schema + ".format(text, name, name)", "text", "format in " + schema, "RETURN $1"));
      for (String catalog :
          List.of(
              "pg_roles",
              "pg_database",
              "pg_class",
              "pg_namespace",
              "pg_proc",
              "pg_stat_activity",
              "pg_locks")) {
        tries.add(
            "CREATE VIEW %1$s.%2$s AS SELECT *, %1$s.planted() AS planted FROM pg_catalog.%2$s"
                .formatted(schema, catalog));
      }
      tries.add(
          "CREATE TRIGGER planted BEFORE INSERT OR UPDATE OR DELETE ON public.test_table FOR EACH ROW EXECUTE FUNCTION %s.planted_trigger()"
              .formatted(schema));
      tries.add(
          "CREATE POLICY planted ON public.test_table USING (%s.planted(name))".formatted(schema));
      tries.add(
          "CREATE RULE planted AS ON INSERT TO public.test_table DO ALSO SELECT %s.planted()"
              .formatted(schema));
      tries.add("CREATE INDEX ON public.test_table ((%s.planted(name)))".formatted(schema));
      tries.add("CREATE DOMAIN %1$s.lure AS text CHECK (%1$s.planted(VALUE))".formatted(schema));
      tries.add("ALTER TABLE public.test_table ADD CHECK (%s.planted(name))".formatted(schema));
      tries.add(
          "CREATE EVENT TRIGGER planted ON ddl_command_end EXECUTE FUNCTION %s.planted()"
              .formatted(schema));
    }
    tries.add("ALTER TABLE public.test_table ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    tries.add("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC");
    tries.add("ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO PUBLIC");
    tries.add("CREATE PUBLICATION planted FOR ALL TABLES");
    tries.add("CREATE PUBLICATION planted FOR TABLE public.test_table");
    tries.add("COMMENT ON SCHEMA public IS 'aurora-proxy: created by somebody'");
    deploys(Committer.tries(tries.toArray(String[]::new))).data();

    goesOnAndEnds();

    assertThat(PlantedCode.sightings(cluster, mark))
        .as("code that ran, if only in the owner's sessions")
        .isNotEmpty();
    noCodeOfItsRanAsTheAdmin();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE flyway_schema_history RENAME TO gone; CREATE VIEW flyway_schema_history AS SELECT *, lure() AS planted FROM gone",
        "ALTER TABLE flyway_schema_history RENAME TO gone; CREATE MATERIALIZED VIEW flyway_schema_history AS SELECT * FROM gone",
        "ALTER TABLE flyway_schema_history ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY planted ON flyway_schema_history USING (lure() = 1) WITH CHECK (lure() = 1)",
        "CREATE TRIGGER planted BEFORE INSERT OR UPDATE OR DELETE ON flyway_schema_history FOR EACH ROW EXECUTE FUNCTION lure_trigger()",
        "CREATE RULE planted AS ON INSERT TO flyway_schema_history DO ALSO SELECT lure()",
        "CREATE DOMAIN lured AS varchar CHECK (lure() = 1); ALTER TABLE flyway_schema_history ALTER COLUMN description TYPE lured",
        "ALTER TABLE flyway_schema_history ADD COLUMN planted int DEFAULT lure()",
        "CREATE INDEX ON flyway_schema_history ((lure(description::text)))",
        "CREATE TABLE child (CHECK (lure() = 1)) INHERITS (flyway_schema_history); INSERT INTO child SELECT * FROM flyway_schema_history",
        "DROP TABLE flyway_schema_history; CREATE TABLE flyway_schema_history (installed_rank int DEFAULT lure())",
        "CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT lure()::text'; UPDATE flyway_schema_history SET checksum = 1"
      })
  void aHistoryThatWasTamperedWithDoesNotReachTheAdmin(String tampering) {
    // Flyway writes the row of a migration after it; that is the owner's session, too.
    Run run =
        deploys(
            Committer.CODE.function("public.lure()", "int", "history", "RETURN 1"),
            Committer.CODE.function("public.lure(text)", "int IMMUTABLE", "history", "RETURN 1"),
            Committer.CODE.triggerFunction("public.lure_trigger", "history"),
            tampering);
    becomes(
        deployed.users(
            User.named("app_user").set("work_mem", "8MB"), User.named("reader").with("READ_ONLY")));

    assertThat(run.log()).isNotEmpty();
    noCodeOfItsRanAsTheAdmin();
    nothingOutsideChanged();
    ends();
  }

  @Test
  void aCommentOnTheDatabaseDecidesNothing() {
    for (String comment :
        List.of(
            "aurora-proxy: created by %s#Database for testdb".formatted(TestCluster.OTHER_STACK),
            "aurora-proxy: created by %s#Database for testdb, released"
                .formatted(TestCluster.STACK),
            "aurora-proxy: released by %s#Database for testdb".formatted(TestCluster.STACK),
            "ours, keep out")) {
      deploys(
              "COMMENT ON DATABASE testdb IS '%s'".formatted(comment),
              "COMMENT ON SCHEMA public IS '%s'".formatted(comment))
          .data();

      becomes(deployed).data();
      assertThat(cluster.createBy(TestCluster.OTHER_STACK, State.minimal()).refusal())
          .contains("testdb", TestCluster.STACK);
    }

    ends();
  }

  @Test
  void aMigrationThatNeverEndsEndsWithTheRun() {
    Run run =
        cluster.updateWithin(
            Duration.ofSeconds(6),
            deployed,
            deployed.with(
                "Migrations",
                committer.commits(
                    "SET statement_timeout = 0", "SET lock_timeout = 0", "SELECT pg_sleep(600)")));

    assertThat(run.error()).isPresent();
    becomes(deployed).data();
    assertThat(
            cluster.ask(
                "postgres", "SELECT usename FROM pg_stat_activity WHERE usename = 'testdb_owner'"))
        .isEmpty();
    nothingOutsideChanged();
    ends();
  }
}
