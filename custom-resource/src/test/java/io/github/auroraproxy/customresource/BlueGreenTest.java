package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is changed while RDS has a blue/green deployment of the cluster, of which a function in
 * pg_catalog tells: here one that a superuser made, as RDS does.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class BlueGreenTest {

  private static final String NAME = "get_blue_green_fast_switchover_metadata";
  private static final State STATE = State.minimal();
  private static final String REFUSAL =
      "RDS has a blue/green deployment of this cluster (status \"%s\"), which changes of the database would break, since blue does not replicate them to green; deploy again after the switchover, or delete the blue/green deployment before. Left undone, from here on: ";

  private final TestCluster cluster;

  BlueGreenTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.storeUser("reader");
  }

  @AfterEach
  void rdsForgets() {
    for (String function :
        cluster.ask(
            "postgres",
            "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = '%s'".formatted(NAME))) {
      cluster.asSuperuser("postgres", "DROP FUNCTION " + function);
    }
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  /** RDS's function, with a row for blue and one for green. */
  private void rdsTells(String status) {
    rdsReturns("VALUES %s, %s".formatted(row("SOURCE", status), row("TARGET", status)));
  }

  private void rdsReturns(String query) {
    function("pg_catalog." + NAME + "(driver text)", query);
  }

  private static String row(String role, String status) {
    return "('1', 'demo.cluster-abc', 5432, 'BLUE_GREEN_DEPLOYMENT_%s', '%s', '1.0')"
        .formatted(role, status);
  }

  private void function(String signature, String body) {
    cluster.asSuperuser(
        "postgres",
        """
        CREATE OR REPLACE FUNCTION %s
        RETURNS TABLE (id text, endpoint text, port int4, role text, status text, version text)
        LANGUAGE sql AS $$ %s $$"""
            .formatted(signature, body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AVAILABLE",
        "SWITCHOVER_INITIATED",
        "SWITCHOVER_IN_PROGRESS",
        "SWITCHOVER_IN_POST_PROCESSING",
        "A_STATUS_OF_TOMORROW"
      })
  void theFirstDeploymentIsRefusedBeforeAnything(String status) {
    rdsTells(status);
    List<String> before = cluster.catalog();

    Run run = cluster.create(STATE);

    assertThat(run.refusal())
        .isEqualTo(REFUSAL.formatted(status) + "CREATE ROLE \"aurora_proxy_lock\" NOLOGIN;");
    assertThat(run.changingStatements()).isEmpty();
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void anUpdateIsRefusedAndRolledBackAndSucceedsAfterTheSwitchover() {
    State more = STATE.users(User.named("app_user"), User.named("reader").with("READ_ONLY"));
    cluster.create(STATE).data();
    rdsTells("AVAILABLE");
    List<String> before = cluster.catalog();

    Run refused = cluster.update(STATE, more);
    assertThat(refused.refusal())
        .startsWith(REFUSAL.formatted("AVAILABLE"))
        .endsWith("created role reader");
    assertThat(refused.changingStatements()).isEmpty();
    assertThat(cluster.rollback(STATE, more).changes()).contains("nothing");
    assertThat(cluster.catalog()).isEqualTo(before);

    rdsReturns("VALUES " + row("TARGET", "SWITCHOVER_COMPLETED"));
    assertThat(cluster.update(STATE, more).changes()).contains("reader");
  }

  @Test
  void aMigrationIsRefused() {
    State without = STATE.with("Migrations", "none");
    cluster.create(without).data();
    rdsTells("AVAILABLE");
    List<String> before = cluster.catalog();

    Run run = cluster.update(without, STATE);

    assertThat(run.refusal()).endsWith("the migrations of database testdb");
    assertThat(run.changingStatements()).isEmpty();
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aPasswordIsNotSet() {
    cluster.create(STATE).data();
    rdsTells("AVAILABLE");
    cluster.store("app_user", "app_user", "Another-Password-1");

    assertThat(cluster.update(STATE, STATE).refusal())
        .endsWith("set the password of role app_user");
  }

  @Test
  void whatChangesNothingSucceedsAndAsksNothing() {
    cluster.create(STATE).data();
    rdsTells("SWITCHOVER_IN_PROGRESS");

    Run run = cluster.update(STATE, STATE);

    assertThat(run.changes()).contains("nothing");
    assertThat(run.statements()).noneMatch(sql -> sql.contains(NAME));
  }

  @Test
  void aDeletionSucceedsUnderRetain() {
    cluster.create(STATE).data();
    rdsTells("AVAILABLE");
    List<String> before = cluster.catalog();

    Run run = cluster.delete(STATE);

    run.data();
    assertThat(run.log())
        .anyMatch(
            line ->
                line.contains("Database and users stay, with this stack's mark on them: RDS has"));
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aDeletionThatDropsIsRefusedUntilTheDeploymentIsGone() {
    cluster.create(STATE.destroyed()).data();
    rdsTells("AVAILABLE");
    List<String> before = cluster.catalog();

    assertThat(cluster.delete(STATE.destroyed()).refusal())
        .startsWith(REFUSAL.formatted("AVAILABLE"));
    assertThat(cluster.catalog()).isEqualTo(before);

    rdsReturns("SELECT '', '', 0, '', '', '' WHERE false");
    cluster.delete(STATE.destroyed()).data();
    assertThat(cluster.ask("postgres", "SELECT datname FROM pg_database")).doesNotContain("testdb");
  }

  @Test
  void theRoleOfTheLockStaysWhenADeletionFindsNothingElse() {
    cluster.asMaster("postgres", "CREATE ROLE aurora_proxy_lock");
    rdsTells("AVAILABLE");
    List<String> before = cluster.catalog();

    cluster.delete(STATE.destroyed()).data();

    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aFailureOfTheFunctionIsSaidAndStopsNothing() {
    rdsReturns("SELECT '', '', 0, '', (1 / 0)::text, ''");

    Run run = cluster.create(STATE);

    run.data();
    assertThat(run.log())
        .anyMatch(
            line ->
                line.contains("Whether there is a blue/green deployment of this cluster is unknown")
                    && line.contains("division by zero"));
    assertThat(cluster.update(STATE, STATE).changes()).contains("nothing");
  }

  @Test
  void aFunctionThatSomebodyElseCouldHaveWrittenIsNeverCalled() {
    String planted = "SELECT '', '', 0, '', (1 / 0)::text, ''";
    cluster.asSuperuser("postgres", "CREATE ROLE mallory", "CREATE SCHEMA rds_tools");
    function("public." + NAME + "(driver text)", planted);
    function("public." + NAME + "(driver varchar)", planted);
    function("rds_tools.show_topology(driver text)", planted);
    function("pg_catalog." + NAME + "(driver text)", planted);
    cluster.asSuperuser(
        "postgres", "ALTER FUNCTION pg_catalog.%s(text) OWNER TO mallory".formatted(NAME));

    Run run = cluster.create(STATE);
    cluster.asSuperuser("postgres", "DROP SCHEMA rds_tools CASCADE");

    run.data();
    assertThat(run.log()).noneMatch(line -> line.contains("division by zero"));
    assertThat(run.statements()).noneMatch(sql -> sql.contains("FROM pg_catalog." + NAME));
  }

  @Test
  void aFunctionOfAnotherFormOrWithoutThePrivilegeIsNotCalled() {
    function("pg_catalog." + NAME + "(driver int4)", "SELECT '', '', 0, '', 'AVAILABLE', ''");
    cluster.create(STATE).data();
    cluster.delete(STATE).data();
    rdsForgets();
    rdsTells("AVAILABLE");
    cluster.asSuperuser(
        "postgres", "REVOKE ALL ON FUNCTION pg_catalog.%s(text) FROM PUBLIC".formatted(NAME));

    Run run = cluster.create(STATE);

    assertThat(run.data().isEmpty()).isFalse();
    assertThat(run.statements()).noneMatch(sql -> sql.contains("FROM pg_catalog." + NAME));
  }
}
