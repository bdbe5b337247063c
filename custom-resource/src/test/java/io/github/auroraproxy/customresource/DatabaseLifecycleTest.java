package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a cluster over the life of a stack, on every version of PostgreSQL. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class DatabaseLifecycleTest {

  private static final State MINIMAL = State.minimal();

  private final TestCluster cluster;

  DatabaseLifecycleTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    List.of("reader", "writer", "renamed").forEach(cluster::storeUser);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @Test
  void createGivesTheUserADatabaseWithItsTable() {
    Run run = cluster.create(MINIMAL);

    assertThat(run.changes())
        .contains("created role app_user", "created database testdb", "applied 1 migration");
    assertThat(run.data().path("ServerVersion").asText())
        .startsWith(String.valueOf(cluster.aurora().majorVersion()));
    assertThat(cluster.askAs("testdb", "app_user", "SELECT name FROM test_table ORDER BY id"))
        .containsExactly("Test User 1", "Test User 2");
    assertThat(
            cluster.askAs(
                "testdb",
                "app_user",
                "INSERT INTO test_table (name) VALUES ('x') RETURNING id::text"))
        .containsExactly("3");
  }

  @Test
  void theSameAgainSendsNothingThatChangesAnything() {
    State state =
        MINIMAL.users(
            User.named("app_user")
                .limitedTo(7)
                .set("search_path", "\"$user\", public")
                .set("statement_timeout", "30s")
                .set("TimeZone", "Europe/Berlin"),
            User.named("reader").with("READ_ONLY"));
    cluster.create(state);
    List<String> before = cluster.catalog();

    Run again = cluster.create(state);
    Run update = cluster.update(state, state);

    assertThat(again.changes()).isEqualTo("nothing to change");
    assertThat(again.statements()).isNotEmpty();
    assertThat(again.changingStatements()).isEmpty();
    assertThat(update.changingStatements()).isEmpty();
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void nobodyElseMayConnectOrCreateAnything() {
    cluster.create(MINIMAL);
    cluster.asMaster("postgres", "CREATE ROLE stranger LOGIN");

    assertThat(
            cluster.ask(
                "testdb",
                """
                SELECT concat_ws(' ', has_database_privilege('stranger', 'testdb', 'CONNECT'),
                                      has_database_privilege('stranger', 'testdb', 'TEMPORARY'),
                                      has_schema_privilege('stranger', 'public', 'CREATE'),
                                      has_table_privilege('stranger', 'test_table', 'SELECT'))"""))
        .containsExactly("f f f f");
  }

  @Test
  void everySessionOfTheUserStartsWithItsSettings() {
    cluster.create(
        MINIMAL.users(
            User.named("app_user")
                .set("statement_timeout", "31s")
                .set("search_path", "\"$user\", public")));

    assertThat(
            cluster.askAs(
                "testdb",
                "app_user",
                "SELECT current_setting('statement_timeout') || ' ' || current_setting('search_path')"))
        .containsExactly("31s \"$user\", public");
    assertThat(
            cluster.ask(
                "postgres", "SELECT count(*)::text FROM pg_roles WHERE rolconfig IS NOT NULL"))
        .as("the settings hold in this database only")
        .containsExactly("0");

    cluster.update(
        MINIMAL.users(
            User.named("app_user")
                .set("statement_timeout", "31s")
                .set("search_path", "\"$user\", public")),
        MINIMAL);

    assertThat(cluster.askAs("testdb", "app_user", "SELECT current_setting('statement_timeout')"))
        .containsExactly("0");
  }

  @Test
  void aUserIsAddedAndGetsWhatItsLevelSays() {
    cluster.create(MINIMAL);

    cluster.update(
        MINIMAL,
        MINIMAL.users(
            User.named("app_user"),
            User.named("reader").with("READ_ONLY"),
            User.named("writer").with("READ_WRITE").limitedTo(2)));

    assertThat(privileges("reader")).containsExactly("SELECT", "SELECT", "no schema");
    assertThat(privileges("writer"))
        .containsExactly("SELECT,INSERT,UPDATE,DELETE", "USAGE,SELECT", "no schema");
    assertThat(privileges("app_user"))
        .containsExactly(
            "SELECT,INSERT,UPDATE,DELETE,TRUNCATE", "USAGE,SELECT,UPDATE", "no schema");
    assertThat(cluster.askAs("testdb", "reader", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    assertThat(
            cluster.ask(
                "postgres", "SELECT rolconnlimit::text FROM pg_roles WHERE rolname = 'writer'"))
        .containsExactly("2");
  }

  @Test
  void privilegesAreWidenedAndNarrowedAlsoForLaterTables() {
    State all = MINIMAL;
    State readOnly = MINIMAL.users(User.named("app_user").with("READ_ONLY"));
    cluster.create(all);
    List<String> wide = cluster.catalog();

    assertThat(cluster.update(all, readOnly).changes()).contains("revoked");
    cluster.asMaster("testdb", "SET ROLE testdb_owner", "CREATE TABLE later (id serial)");
    assertThat(privileges("app_user", "later")).containsExactly("SELECT", "SELECT", "no schema");
    assertThat(privileges("app_user")).containsExactly("SELECT", "SELECT", "no schema");
    cluster.asMaster("testdb", "SET ROLE testdb_owner", "DROP TABLE later");

    assertThat(cluster.update(readOnly, all).changes()).contains("granted");
    assertThat(cluster.catalog()).isEqualTo(wide);
  }

  @Test
  void aUserThatIsRemovedLosesItsAccessAndKeepsItsRole() {
    State two = MINIMAL.users(User.named("app_user"), User.named("writer"));
    cluster.create(two);
    cluster.asUser(
        "testdb",
        "writer",
        TestCluster.password("writer"),
        "CREATE SCHEMA writers",
        "CREATE TABLE writers.own (id int)",
        "INSERT INTO writers.own VALUES (1)");

    cluster.update(two, MINIMAL);

    assertThat(
            cluster.ask(
                "testdb", "SELECT has_database_privilege('writer', 'testdb', 'CONNECT')::text"))
        .containsExactly("false");
    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM writers.own"))
        .containsExactly("1");
    assertThat(cluster.update(MINIMAL, MINIMAL).changingStatements()).isEmpty();
    assertThat(cluster.rollback(two, MINIMAL).error()).isEmpty();
    assertThat(cluster.askAs("testdb", "writer", "SELECT count(*)::text FROM writers.own"))
        .containsExactly("1");
  }

  @Test
  void aUserThatIsRemovedUnderDestroyIsDroppedAndItsRowsStay() {
    State two = MINIMAL.users(User.named("app_user"), User.named("writer")).destroyed();
    State one = MINIMAL.destroyed();
    cluster.create(two);
    cluster.asUser(
        "testdb",
        "writer",
        TestCluster.password("writer"),
        "CREATE SCHEMA writers",
        "CREATE TABLE writers.own (id int)",
        "INSERT INTO writers.own VALUES (1)");

    assertThat(cluster.update(two, one).changes()).contains("dropped role writer");

    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM writers.own"))
        .containsExactly("1");
    assertThat(cluster.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'writer'"))
        .isEmpty();
  }

  @Test
  void aUserWhoseSecretGoesOnUnderAnotherNameIsRenamed() {
    State before = MINIMAL.users(User.named("writer").withSecret("shared"));
    State after = MINIMAL.users(User.named("renamed").withSecret("shared"));
    cluster.store("shared", "writer", TestCluster.password("writer"));
    cluster.create(before);
    cluster.asUser(
        "testdb",
        "writer",
        TestCluster.password("writer"),
        "CREATE SCHEMA writers",
        "CREATE TABLE writers.own AS SELECT 'kept' AS row");

    cluster.store("shared", "renamed", TestCluster.password("renamed"));
    assertThat(cluster.update(before, after).changes())
        .contains("renamed role writer to renamed", "set the password of role renamed");

    assertThat(cluster.askAs("testdb", "renamed", "SELECT row FROM writers.own"))
        .containsExactly("kept");
    assertThat(cluster.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'writer'"))
        .isEmpty();
  }

  @Test
  void aNewPasswordInTheSecretBecomesTheRoles() {
    cluster.create(MINIMAL);
    cluster.store("app_user", "app_user", "Another-Password-1");

    assertThat(cluster.update(MINIMAL, MINIMAL).changes())
        .isEqualTo("set the password of role app_user");

    cluster.asUser("testdb", "app_user", "Another-Password-1", "SELECT 1");
  }

  @Test
  void aDatabaseOfAnotherNameIsAnotherDatabase() {
    State shop = MINIMAL.database("shop");
    cluster.create(MINIMAL);
    cluster.asUser(
        "testdb",
        "app_user",
        TestCluster.password("app_user"),
        "INSERT INTO test_table (name) VALUES ('kept')");

    assertThat(
            cluster
                .update(MINIMAL, shop)
                .answer()
                .orElseThrow()
                .path("PhysicalResourceId")
                .asText())
        .endsWith("/shop");
    cluster.delete(MINIMAL).data();

    assertThat(cluster.askAs("shop", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM test_table")).containsExactly("3");
  }

  @Test
  void aRenamedDatabaseThatMayBeDestroyedIsDropped() {
    State before = MINIMAL.destroyed();
    State after = before.database("shop");
    cluster.create(before);

    cluster.update(before, after).data();
    cluster.delete(before).data();

    assertThat(
            cluster.ask(
                "postgres", "SELECT datname FROM pg_database WHERE datname ~ '(testdb|shop)'"))
        .containsExactly("shop");
    cluster.asUser("shop", "app_user", TestCluster.password("app_user"), "SELECT 1");
  }

  @Test
  void aFailedUpdateThatIsRolledBackEndsWhereItBegan() {
    State before =
        MINIMAL
            .users(User.named("app_user").with("READ_WRITE").set("work_mem", "8MB").limitedTo(3))
            .destroyed();
    cluster.create(before);
    List<String> catalog = cluster.catalog();
    State failing =
        MINIMAL
            .users(
                User.named("app_user").set("work_mem", "9MB").limitedTo(4),
                User.named("reader").with("READ_ONLY").set("session_preload_libraries", "x"))
            .destroyed();

    assertThat(cluster.update(before, failing).refusal())
        .contains("permission denied to set parameter", "a DBA has to run this");
    assertThat(cluster.catalog()).isNotEqualTo(catalog);
    cluster.rollback(before, failing).data();

    assertThat(cluster.catalog()).isEqualTo(catalog);
  }

  @Test
  void aFailedRenamingOfTheDatabaseIsTakenBack(@TempDir Path layers) throws IOException {
    State before = MINIMAL.destroyed();
    cluster.create(before);
    List<String> catalog = cluster.catalog();
    State failing =
        before
            .database("shop")
            .with("Migrations", migrations(layers, "V1__broken.sql", "SELECT broken FROM nowhere"));

    cluster.layers(layers);
    assertThat(cluster.update(before, failing).refusal()).contains("database 'shop'");
    cluster.rollback(before, failing).data();

    assertThat(cluster.catalog()).isEqualTo(catalog);
  }

  @Test
  void newMigrationsAreAppliedAndChangedOnesRefused(@TempDir Path layers) throws IOException {
    State first =
        MINIMAL.with(
            "Migrations", migrations(layers, "V1__orders.sql", "CREATE TABLE orders (id int)"));
    cluster.layers(layers);
    assertThat(cluster.create(first).changes()).contains("applied 1 migration");
    State second =
        MINIMAL.with(
            "Migrations",
            migrations(
                layers,
                "V1__orders.sql",
                "CREATE TABLE orders (id int)",
                "V2__lines.sql",
                "CREATE TABLE lines (id int)"));
    State changed =
        MINIMAL.with(
            "Migrations", migrations(layers, "V1__orders.sql", "CREATE TABLE orders (id bigint)"));

    Run update = cluster.update(first, second);

    assertThat(update.data().path("MigrationsApplied").asText()).isEqualTo("2");
    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM lines"))
        .containsExactly("0");
    assertThat(cluster.update(second, changed).refusal())
        .startsWith("The migrations of database 'testdb' were not applied:")
        .contains("checksum mismatch", "version 1");
    assertThat(cluster.rollback(second, changed).changes()).isEqualTo("nothing to change");
    assertThat(cluster.rollback(first, second).changes())
        .as("an applied migration stays when its files go")
        .isEqualTo("nothing to change");
  }

  @Test
  void withoutMigrationsTheDatabaseIsEmpty() {
    cluster.create(MINIMAL.with("Migrations", "none"));

    assertThat(
            cluster.ask(
                "testdb",
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isEmpty();
  }

  @Test
  void endToEndIamMakesAMemberOfRdsIamWithoutAPassword() {
    State iam = MINIMAL.users(User.named("app_user").withoutSecret()).endToEndIam();

    cluster.create(iam).data();

    assertThat(authentication()).containsExactly("member, no password");
    assertThat(cluster.create(iam).changingStatements()).isEmpty();
  }

  @Test
  void theAuthenticationModeIsChangedBothWays() {
    State iam = MINIMAL.users(User.named("app_user").withoutSecret()).endToEndIam();
    State toIam = MINIMAL.in("SWITCHING_TO_IAM");
    State toSecrets = MINIMAL.in("SWITCHING_TO_SECRETS");
    cluster.create(MINIMAL);
    assertThat(authentication()).containsExactly("no member, password");

    cluster.update(MINIMAL, toIam).data();
    assertThat(authentication()).containsExactly("member, password");
    assertThat(cluster.update(toIam, toIam).changingStatements()).isEmpty();

    cluster.update(toIam, iam).data();
    assertThat(authentication()).containsExactly("member, no password");
    assertThat(cluster.update(iam, iam).changingStatements()).isEmpty();

    cluster.update(iam, toSecrets).data();
    assertThat(authentication()).containsExactly("no member, password");
    cluster.asUser("testdb", "app_user", TestCluster.password("app_user"), "SELECT 1");
    assertThat(cluster.update(toSecrets, toSecrets).changingStatements()).isEmpty();

    cluster.update(toSecrets, MINIMAL).data();
    assertThat(authentication()).containsExactly("no member, password");
  }

  /** Until the proxy has changed, too, it could not log in. */
  @Test
  void theAuthenticationModeIsNotChangedWithoutTheStepBetween() {
    State iam = MINIMAL.users(User.named("app_user").withoutSecret()).endToEndIam();
    cluster.create(MINIMAL);

    Run toIam = cluster.update(MINIMAL, iam);

    assertThat(toIam.refusal())
        .isEqualTo(
            "Property AuthenticationMode changes from SECRETS to END_TO_END_IAM, and logins would be refused until the proxy has changed, too; deploy SWITCHING_TO_IAM first, and END_TO_END_IAM after that.");
    assertThat(toIam.changingStatements()).isEmpty();
    assertThat(cluster.rollback(MINIMAL, iam).changingStatements()).isEmpty();

    cluster.update(MINIMAL, MINIMAL.in("SWITCHING_TO_IAM")).data();
    cluster.update(MINIMAL.in("SWITCHING_TO_IAM"), iam).data();

    Run toSecrets = cluster.update(iam, MINIMAL);

    assertThat(toSecrets.refusal()).contains("deploy SWITCHING_TO_SECRETS first");
    assertThat(toSecrets.changingStatements()).isEmpty();
    assertThat(cluster.rollback(iam, MINIMAL).changingStatements()).isEmpty();
    assertThat(authentication()).containsExactly("member, no password");
  }

  @Test
  void aRenamedUserNeedsTheStepBetweenAsWell() {
    cluster.create(MINIMAL);
    State renamed = MINIMAL.users(User.named("app").withSecret("app_user")).endToEndIam();

    assertThat(cluster.update(MINIMAL, renamed).refusal()).contains("SWITCHING_TO_IAM first");
    assertThat(authentication()).containsExactly("no member, password");
  }

  @Test
  void aMembershipThatAPersonGrantedIsNoSwitch() {
    cluster.create(MINIMAL);
    cluster.asMaster("postgres", "GRANT rds_iam TO app_user");

    cluster.update(MINIMAL, MINIMAL.with("Migrations", "none")).data();

    assertThat(authentication()).containsExactly("no member, password");
  }

  /** The proxy has both ways then, so the way back is as good as the way there. */
  @ParameterizedTest
  @CsvSource({
    "SECRETS, SWITCHING_TO_IAM",
    "SWITCHING_TO_IAM, END_TO_END_IAM",
    "END_TO_END_IAM, SWITCHING_TO_SECRETS",
    "SWITCHING_TO_SECRETS, SECRETS",
    "SWITCHING_TO_SECRETS, SWITCHING_TO_IAM",
    "SWITCHING_TO_IAM, SWITCHING_TO_SECRETS",
    "SWITCHING_TO_IAM, SECRETS",
    "SWITCHING_TO_SECRETS, END_TO_END_IAM"
  })
  void eachStepOfASwitchIsRolledBack(String from, String to) {
    State before = inMode(from);
    cluster.create(before).data();
    List<String> authentication = authentication();
    cluster.update(before, inMode(to)).data();

    cluster.rollback(before, inMode(to)).data();

    assertThat(authentication().get(0).split(",")[0])
        .isEqualTo(authentication.get(0).split(",")[0]);
    if (authentication.get(0).startsWith("no member")) {
      cluster.asUser("testdb", "app_user", TestCluster.password("app_user"), "SELECT 1");
    }
  }

  private static State inMode(String mode) {
    return mode.equals("END_TO_END_IAM")
        ? MINIMAL.users(User.named("app_user").withoutSecret()).in(mode)
        : MINIMAL.in(mode);
  }

  @Test
  void deleteUnderRetainLeavesEverythingToBeAdopted() {
    cluster.create(MINIMAL);

    cluster.delete(MINIMAL).data();

    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    assertThat(cluster.createBy(TestCluster.OTHER_STACK, MINIMAL).error()).isEmpty();
    assertThat(cluster.delete(MINIMAL).changingStatements()).as("a second Delete").isEmpty();
  }

  @Test
  void deleteUnderDestroyLeavesTheClusterAsItWas() {
    List<String> before = cluster.catalog();
    cluster.create(MINIMAL.destroyed());
    cluster.asUser(
        "testdb",
        "app_user",
        TestCluster.password("app_user"),
        "CREATE SCHEMA users",
        "CREATE TABLE users.own (id int)",
        "GRANT SELECT ON users.own TO " + cluster.aurora().masterUsername());

    cluster.delete(MINIMAL.destroyed()).data();

    assertThat(cluster.catalog()).isEqualTo(before);
    assertThat(
            cluster.ask(
                "postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'aurora_proxy_lock'"))
        .isEmpty();
    assertThat(cluster.delete(MINIMAL.destroyed()).error()).as("a second Delete").isEmpty();
  }

  @Test
  void deleteUnderDestroyEndsTheSessionsThatAreInTheWay() throws SQLException {
    cluster.create(MINIMAL.destroyed());
    try (Connection session =
        cluster.aurora().connection("testdb", "app_user", TestCluster.password("app_user"))) {
      assertThat(session.isValid(1)).isTrue();

      cluster.delete(MINIMAL.destroyed()).data();

      assertThat(session.isValid(1)).isFalse();
    }
  }

  @Test
  void deleteUnderDestroyLeavesWhatAPersonCreated() {
    cluster.asMaster("postgres", "CREATE DATABASE testdb", "CREATE ROLE app_user LOGIN");
    cluster.create(MINIMAL.destroyed()).data();
    assertThat(cluster.askAs("testdb", "app_user", "SELECT 1::text")).containsExactly("1");

    cluster.delete(MINIMAL.destroyed()).data();

    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM test_table")).containsExactly("2");
    assertThat(cluster.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'app_user'"))
        .containsExactly("app_user");
  }

  @Test
  void deleteUnderDestroyTellsWhereTheUserOwnsOtherThings() {
    cluster.create(MINIMAL.destroyed());
    cluster.asSuperuser("postgres", "CREATE DATABASE other");
    cluster.asSuperuser(
        "other", "CREATE TABLE theirs (id int)", "ALTER TABLE theirs OWNER TO app_user");
    List<String> before = cluster.catalog();

    assertThat(cluster.delete(MINIMAL.destroyed()).refusal())
        .isEqualTo(
            "The role 'app_user' cannot be dropped, because objects in [other] belong to it or grant it privileges; there a DBA has to turn off SECURITY DEFINER of its routines and run: REASSIGN OWNED BY \"app_user\" TO the owner of the application there; DROP OWNED BY \"app_user\";");
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void anotherStacksObjectsAreRefusedByNameUnlessTheyAreAdopted() {
    cluster.createBy(TestCluster.OTHER_STACK, MINIMAL);
    List<String> before = cluster.catalog();

    assertThat(cluster.create(MINIMAL).refusal())
        .isEqualTo(
            "The database 'testdb' was created by arn:aws:cloudformation:us-east-1:111122223333:stack/Other/2#Database; choose another name, or set Adopt to take it over.");
    assertThat(cluster.create(MINIMAL.database("mine")).refusal())
        .startsWith("The role 'app_user' was created by " + TestCluster.OTHER_STACK);
    assertThat(cluster.catalog()).isEqualTo(before);

    assertThat(cluster.create(MINIMAL.adopting()).changes())
        .isEqualTo("marked role testdb_owner; marked role app_user");
    assertThat(cluster.delete(MINIMAL.destroyed()).error()).isEmpty();
  }

  private String migrations(Path layers, String... filesAndTexts) throws IOException {
    String fingerprint = "%064x".formatted(List.of(filesAndTexts).hashCode() & 0xffffffffL);
    Path directory = layers.resolve("migrations").resolve(fingerprint);
    Files.createDirectories(directory);
    for (int i = 0; i < filesAndTexts.length; i += 2) {
      Files.writeString(directory.resolve(filesAndTexts[i]), filesAndTexts[i + 1] + ";");
    }
    return fingerprint;
  }

  private List<String> authentication() {
    return cluster.ask(
        "postgres",
        """
        SELECT CASE WHEN pg_has_role(oid, 'rds_iam', 'MEMBER') THEN 'member' ELSE 'no member' END
               || CASE WHEN rolpassword IS NULL THEN ', no password' ELSE ', password' END
        FROM pg_authid WHERE rolname = 'app_user'""");
  }

  private List<String> privileges(String role) {
    return privileges(role, "test_table");
  }

  private List<String> privileges(String role, String table) {
    return cluster.ask(
        "testdb",
        """
        SELECT coalesce((SELECT string_agg(p, ',') FROM unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
                         WHERE has_table_privilege('%1$s', '%2$s', p)), 'none')
        UNION ALL
        SELECT coalesce((SELECT string_agg(p, ',') FROM unnest(array['USAGE', 'SELECT', 'UPDATE']) p
                         WHERE has_sequence_privilege('%1$s', '%2$s_id_seq', p)), 'none')
        UNION ALL
        SELECT CASE WHEN has_schema_privilege('%1$s', 'public', 'CREATE')
                    THEN 'may create' ELSE 'no schema' END"""
            .formatted(role, table));
  }
}
