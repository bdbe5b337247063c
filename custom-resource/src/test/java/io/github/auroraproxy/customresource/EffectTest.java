package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run says it did has an effect, and what has none is refused or said. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class EffectTest {

  private static final State STATE = State.minimal().with("Migrations", "none");

  private final TestCluster cluster;

  EffectTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.storeUser("reader");
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  private void databaseWithATableOf(String owner) {
    cluster.asSuperuser("postgres", "CREATE ROLE " + owner);
    cluster.asMaster("postgres", "CREATE DATABASE testdb");
    cluster.asSuperuser(
        "testdb",
        "CREATE TABLE orders (id serial)",
        "CREATE VIEW lines AS SELECT 1 AS id",
        "ALTER TABLE orders OWNER TO " + owner,
        "ALTER VIEW lines OWNER TO " + owner);
  }

  @Test
  void tablesThatTheAdminCanNotGrantAreRefusedWithTheStatementsToRun() {
    databaseWithATableOf("somebody");
    List<String> before = cluster.catalog();

    assertThat(cluster.create(STATE.adopting()).refusal())
        .isEqualTo(
            "Users of database 'testdb' would be denied access to public.lines of 'somebody', public.orders of 'somebody', because the admin user 'postgres_admin' has no privileges of the owner; a DBA has to run this there, and deploy again: ALTER TABLE public.lines OWNER TO \"postgres_admin\";, ALTER TABLE public.orders OWNER TO \"postgres_admin\";");
    assertThat(cluster.catalog()).isEqualTo(before);

    cluster.asSuperuser(
        "testdb",
        "ALTER TABLE public.lines OWNER TO \"postgres_admin\"",
        "ALTER TABLE public.orders OWNER TO \"postgres_admin\"");
    cluster.create(STATE.adopting()).data();
    assertThat(
            cluster.askAs(
                "testdb", "app_user", "INSERT INTO orders DEFAULT VALUES RETURNING id::text"))
        .containsExactly("1");
    assertThat(
            cluster.ask(
                "testdb", "SELECT relowner::regrole::text FROM pg_class WHERE relname = 'orders'"))
        .containsExactly("testdb_owner");
  }

  @Test
  void tablesThatTheirOwnerHasGrantedAreUsed() {
    databaseWithATableOf("somebody");
    State readOnly = STATE.users(User.named("app_user").with("READ_ONLY"));
    cluster.asMaster("postgres", "CREATE ROLE app_user LOGIN");
    cluster.asSuperuser(
        "testdb",
        "GRANT SELECT ON orders, lines TO app_user",
        "GRANT SELECT ON SEQUENCE orders_id_seq TO app_user");

    cluster.create(readOnly).data();

    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM orders"))
        .containsExactly("0");
  }

  @Test
  void sequencesThatTheirOwnerHasNotGrantedAreNamed() {
    databaseWithATableOf("somebody");
    State readOnly = STATE.users(User.named("app_user").with("READ_ONLY"));
    cluster.asMaster("postgres", "CREATE ROLE app_user LOGIN");
    cluster.asSuperuser("testdb", "GRANT SELECT ON orders, lines TO app_user");

    assertThat(cluster.create(readOnly).refusal())
        .endsWith("GRANT SELECT ON SEQUENCE public.orders_id_seq TO \"app_user\";");

    cluster.asSuperuser("testdb", "GRANT SELECT ON SEQUENCE public.orders_id_seq TO \"app_user\"");
    cluster.create(readOnly).data();
  }

  @Test
  void aTableThatAppearsBesideADeployedDatabaseIsToldAndHoldsUpNothing() {
    cluster.create(STATE).data();
    cluster.asSuperuser(
        "testdb",
        "CREATE ROLE somebody",
        "CREATE TABLE odd (id int)",
        "ALTER TABLE odd OWNER TO somebody");

    Run again = cluster.create(STATE);

    assertThat(again.changes()).isEqualTo("nothing to change");
    assertThat(again.log())
        .contains(
            "[app_user] have not all of their privileges on public.odd, which belongs to 'somebody'; its owner has to grant them.");
  }

  @Test
  void whatTheAdminWasGivenWithTheGrantOptionDoesNotKeepItFromRevoking() {
    State migrated = State.minimal().users(User.named("app_user").with("READ_ONLY"));
    cluster.create(migrated).data();
    List<String> before = cluster.catalog();
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "GRANT INSERT, SELECT ON test_table TO postgres_admin WITH GRANT OPTION",
        "GRANT INSERT ON test_table TO app_user",
        "RESET ROLE",
        "GRANT INSERT ON test_table TO app_user WITH GRANT OPTION");

    assertThat(cluster.create(migrated).changes()).contains("revoked INSERT");

    assertThat(cluster.create(migrated).changes()).isEqualTo("nothing to change");
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "REVOKE INSERT, SELECT ON test_table FROM postgres_admin");
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void whatTheAdminGrantedByAnOptionThatItHasLostIsTakenAwayAllTheSame() {
    State migrated = State.minimal().users(User.named("app_user").with("READ_ONLY"));
    cluster.create(migrated).data();
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "GRANT INSERT, UPDATE ON test_table TO postgres_admin WITH GRANT OPTION",
        "RESET ROLE",
        "GRANT INSERT, UPDATE (name) ON test_table TO app_user",
        "GRANT INSERT ON test_table TO PUBLIC",
        "SET ROLE testdb_owner",
        "REVOKE GRANT OPTION FOR INSERT, UPDATE ON test_table FROM postgres_admin CASCADE");

    cluster.create(migrated).data();

    assertThat(
            cluster.ask(
                "testdb",
                """
                SELECT p FROM unnest(ARRAY['INSERT', 'UPDATE']) p
                WHERE has_table_privilege('app_user', 'test_table', p)
                   OR has_column_privilege('app_user', 'test_table', 'name', p)"""))
        .isEmpty();
    assertThat(cluster.create(migrated).changes()).isEqualTo("nothing to change");
  }

  @Test
  void aColumnThatAPersonGrantedBeyondTheLevelIsRevoked() {
    State state = State.minimal().users(User.named("app_user").with("READ_ONLY"));
    cluster.create(state).data();
    cluster.asMaster(
        "testdb",
        "SET ROLE testdb_owner",
        "GRANT UPDATE (name) ON test_table TO app_user",
        "GRANT SELECT (name) ON test_table TO app_user WITH GRANT OPTION");

    assertThat(cluster.create(state).changes()).contains("revoked UPDATE (name)");

    assertThat(
            cluster.ask(
                "testdb",
                """
                SELECT p FROM unnest(ARRAY['UPDATE', 'SELECT WITH GRANT OPTION']) p
                WHERE has_column_privilege('app_user', 'test_table', 'name', p)"""))
        .isEmpty();
    assertThat(cluster.create(state).changes()).isEqualTo("nothing to change");
  }

  @Test
  void schemasOfOthersAreTold() {
    cluster.create(STATE).data();
    cluster.asSuperuser(
        "testdb", "CREATE ROLE somebody", "CREATE SCHEMA odd AUTHORIZATION somebody");

    assertThat(cluster.create(STATE).log())
        .contains(
            "Users of database testdb have no privileges in the schema odd, which belongs to 'somebody'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001-01-01", "2099-12-31", "-infinity"})
  void aRoleThatExpiresDoesNotExpireAnyMore(String until) {
    cluster.asMaster("postgres", "CREATE ROLE app_user LOGIN VALID UNTIL '%s'".formatted(until));

    assertThat(cluster.create(STATE).changes()).contains("removed the expiry of role app_user");

    cluster.asUser("testdb", "app_user", TestCluster.password("app_user"), "SELECT 1");
    assertThat(cluster.create(STATE).changes()).isEqualTo("nothing to change");
  }

  @Test
  void aNewPasswordOfAPersonsRoleIsSaid() {
    cluster.asMaster("postgres", "CREATE ROLE app_user LOGIN PASSWORD 'of a person'");

    assertThat(cluster.create(STATE).changes())
        .contains("marked role app_user", "set the password of role app_user");
  }

  @Test
  void capitalsInSettingsAreTheSameSetting() {
    State before = STATE.users(User.named("app_user").set("Search_Path", "\"$user\", public"));
    State after = STATE.users(User.named("app_user").set("search_path", "\"$user\", public"));
    cluster.create(before).data();

    assertThat(cluster.create(before).changes()).isEqualTo("nothing to change");
    assertThat(cluster.update(before, after).changes()).isEqualTo("nothing to change");
    assertThat(cluster.rollback(before, after).changes()).isEqualTo("nothing to change");
    assertThat(cluster.askAs("testdb", "app_user", "SHOW search_path"))
        .containsExactly("\"$user\", public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "public", "\"\"", "a, \"B\"", "A,b", " public , a "})
  void aListOfNamesIsSetOnce(String path) {
    State state = STATE.users(User.named("app_user").set("search_path", path));
    cluster.create(state).data();

    assertThat(cluster.create(state).changes()).isEqualTo("nothing to change");
  }

  @Test
  void whatIsLeftOutIsRestoredToItsDefault() {
    State limited =
        STATE.users(User.named("app_user").limitedTo(2).set("work_mem", "8MB").with("READ_ONLY"));
    cluster.create(STATE).data();
    List<String> before = cluster.catalog();

    cluster.update(STATE, limited).data();
    cluster.update(limited, STATE).data();

    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pass-\u200B-Word-1", // zero-width space: to libpq a space, to others nothing
        "Pass-\u0340-Word-1", // prohibited, and changed by normalization
        "Pass-\u1680-Word-1", // a space that normalization keeps
        "Pass-\uFE0F-Word-1", // a variation selector, dropped
        "Pass-\u0378-Word-1", // unassigned
        "Pass-\u1D2C-Word-1", // assigned after Unicode 3.2, and changed by normalization
        "Pass-\u06DD\u00B2\uFB01-1", // prohibited beside what is changed
        "Pass-\u0000-Word-1"
      })
  void aPasswordThatClientsChangeInDifferentWaysIsRefused(String password) {
    cluster.store("app_user", "app_user", password);

    Run run = cluster.create(STATE);

    assertThat(run.refusal())
        .startsWith("The password in the secret of user 'app_user'")
        .endsWith("set a password of ASCII characters.");
    assertThat(run.statements()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pass-\u00E9-Word-1", // composed
        "Pass-e\u0301-Word-1", // decomposed: composed by normalization
        "Pass-\u00B2\u00B5\u00BD-1", // changed by normalization
        "Pass-\u00A0-Word-1", // no-break space: a space
        "Pass-\u00AD-Word-1", // soft hyphen: nothing
        "Pass-\uFF21\uFF22-Word-1", // full-width
        "Pass-\uD83D\uDE00-Word-1", // unassigned in Unicode 3.2: the password as it is
        "Pass-\u6F22\u5B57-Word-1",
        "Pass-\u05D0-Word-1", // right to left beside left to right: prohibited, as it is
        "Pass-\u2028-Word-1" // prohibited, as it is
      })
  void aPasswordThatIsTakenOpensTheDoorToLibpqToo(String password) throws Exception {
    Optional<Path> psql = psql();
    assumeTrue(psql.isPresent(), "psql is not installed here");
    cluster.store("app_user", "app_user", password);

    cluster.create(STATE).data();

    assertThat(login(psql.orElseThrow(), password)).isEqualTo("app_user");
    cluster.asUser("testdb", "app_user", password, "SELECT 1");
    assertThat(cluster.create(STATE).changes()).isEqualTo("nothing to change");
  }

  private static Optional<Path> psql() {
    return List.of("/usr/bin/psql", "/usr/local/bin/psql").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String login(Path psql, String password) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(psql.toString(), "-X", "-A", "-t", "-w", "-c", "SELECT current_user");
    builder.environment().put("PGHOST", cluster.aurora().host());
    builder.environment().put("PGPORT", String.valueOf(cluster.aurora().port()));
    builder.environment().put("PGUSER", "app_user");
    builder.environment().put("PGDATABASE", "testdb");
    builder.environment().put("PGSSLMODE", "verify-full");
    builder.environment().put("PGSSLROOTCERT", cluster.aurora().caCertificate().toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Path passwords = Files.createTempFile("passwords", "");
    try {
      Files.writeString(passwords, "*:*:*:*:" + password + "\n");
      Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
      builder.environment().put("PGPASSFILE", passwords.toString());
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output.strip();
    } finally {
      Files.delete(passwords);
    }
  }

  @Test
  void aSecretIsNotReadWithEndToEndIam() {
    State iam = STATE.users(User.named("app_user").withSecret("nowhere")).endToEndIam();

    cluster.create(iam).data();

    assertThat(cluster.create(iam).changes()).isEqualTo("nothing to change");
  }

  @Test
  void deleteOfAReplacedResourceGoesByItsIdWhateverElseChanged() {
    State shop = STATE.database("shop");
    cluster.create(STATE).data();
    cluster.update(STATE, shop).data();
    ObjectNode old = cluster.properties(STATE);
    old.put("Port", "1").put("AdminSecretArn", "arn:old").put("DatabaseTls", "require");

    assertThat(cluster.send("Delete", TestCluster.STACK, old, Optional.empty(), STATE).changes())
        .isEmpty();

    assertThat(cluster.createBy(TestCluster.OTHER_STACK, STATE.users(User.named("reader"))).error())
        .as("the former database was released")
        .isEmpty();
  }

  @Test
  void deleteUnderDestroyWithoutTheAdminsSecretNamesTheWayOut() {
    State state = STATE.destroyed();
    cluster.create(state).data();
    cluster.storeText(TestCluster.ADMIN_SECRET, "gone");
    try {
      assertThat(cluster.delete(state).refusal())
          .endsWith(
              "If the cluster or the secret is gone for good, delete the stack without this resource: aws cloudformation delete-stack --stack-name AuroraProxy --retain-resources Database");
      assertThat(cluster.delete(STATE).error()).as("under RETAIN").isEmpty();
    } finally {
      cluster.store(
          TestCluster.ADMIN_SECRET,
          cluster.aurora().masterUsername(),
          cluster.aurora().masterPassword());
    }
    cluster.delete(state).data();
  }

  @Test
  void aFailedUpdateThatLeftSomethingBehindForGoodIsStillRolledBack() {
    State before = STATE.destroyed();
    State failing =
        before.database("shop").users(User.named("reader").set("session_preload_libraries", "x"));
    cluster.create(before).data();
    cluster.update(before, failing).refusal();
    cluster.asMaster("postgres", "CREATE DATABASE other");
    cluster.asMaster("postgres", "GRANT CONNECT ON DATABASE other TO reader");

    Run rollback = cluster.rollback(before, failing);

    rollback.data();
    assertThat(rollback.log())
        .anyMatch(line -> line.startsWith("What the failed update made for database 'shop'"));
  }
}
