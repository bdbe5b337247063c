package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Other sessions hold locks that a change needs. */
@Tag("long")
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class HeldLocksTest {

  private static final Duration SHORT = Duration.ofSeconds(8);

  private static final State STATE = State.minimal().users(User.named("app_user")).destroyed();

  private static final State CHANGED =
      STATE.users(User.named("app_user").limitedTo(7).set("work_mem", "8MB"));

  private final TestCluster cluster;

  HeldLocksTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void deploy() {
    cluster.reset();
    cluster.storeUser("app_user");
    cluster.storeUser("other");
    cluster.create(STATE).data();
  }

  private Connection user(String... statements) throws SQLException {
    return holding(
        cluster.aurora().connection("testdb", "app_user", TestCluster.password("app_user")),
        statements);
  }

  private static Connection holding(Connection connection, String... statements)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return connection;
  }

  private static boolean isOpen(Connection connection) throws SQLException {
    return connection.isValid(5);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "ALTER ROLE app_user PASSWORD 'of the user', false",
        "ALTER ROLE app_user IN DATABASE testdb SET work_mem = '1MB', false",
        "ALTER ROLE app_user SET work_mem = '1MB', true"
      })
  void aUserThatChangesItsOwnRoleHoldsUpNoChangeOfTheRole(String sql, boolean isInNobodysWay)
      throws SQLException {
    try (Connection user = user(sql)) {
      Run run = cluster.update(STATE, CHANGED);

      assertThat(run.changes())
          .isEqualTo(
              "set the connection limit of role app_user to 7; set work_mem of role app_user");
      assertThat(isOpen(user)).isEqualTo(isInNobodysWay);
      assertThat(
              run.log()
                  .contains(
                      "Ended a session of role \"app_user\", which was changing its own role and held up this run."))
          .isNotEqualTo(isInNobodysWay);
    }
    assertThat(cluster.update(CHANGED, CHANGED).changes()).isEqualTo("nothing to change");
  }

  @Test
  void aUserThatHoldsUpItsPasswordLosesTheSession() throws SQLException {
    cluster.asMaster("postgres", "ALTER ROLE app_user PASSWORD 'of a person'");
    try (Connection user =
        holding(
            cluster.aurora().connection("testdb", "app_user", "of a person"),
            "ALTER ROLE app_user PASSWORD 'of the user'")) {
      assertThat(cluster.update(STATE, STATE).changes())
          .isEqualTo("set the password of role app_user");

      assertThat(isOpen(user)).isFalse();
    }
    assertThat(cluster.askAs("testdb", "app_user", "SELECT current_user::text"))
        .containsExactly("app_user");
  }

  @Test
  void aUserThatIsRemovedHoldsUpNothing() throws SQLException {
    State without = STATE.users(User.named("other"));
    try (Connection user =
        user("ALTER ROLE app_user PASSWORD 'of the user'", "CREATE SCHEMA uncommitted")) {
      assertThat(cluster.update(STATE, without).changes()).contains("dropped role app_user");

      assertThat(isOpen(user)).isFalse();
    }
  }

  @Test
  void theTrafficOfAUserGoesOn() throws SQLException {
    try (Connection user =
        user("INSERT INTO test_table (name) VALUES ('kept')", "LOCK TABLE test_table")) {
      cluster.update(STATE, CHANGED).data();

      assertThat(isOpen(user)).isTrue();
      user.commit();
    }
  }

  @Test
  void aPersonWhoHoldsALockIsNamedAndLeftAlone() throws SQLException {
    try (Connection person =
        holding(
            cluster.aurora().superuserConnection("postgres"),
            "ALTER ROLE app_user CONNECTION LIMIT 3")) {
      assertThat(cluster.updateWithin(SHORT, STATE, CHANGED).refusal())
          .matches(
              "Other sessions held a lock until the deadline, so this was not run in database 'postgres': ALTER ROLE \"app_user\" CONNECTION LIMIT 7; End the sessions with pg_terminate_backend or wait for their end, and deploy again\\. Processes that hold locks: \\d+ of \"rdsadmin\"\\.");

      assertThat(isOpen(person)).isTrue();
    }
    cluster.update(STATE, CHANGED).data();
  }

  @Test
  void nobodyWaitsBehindAChangeThatWaits() throws SQLException {
    cluster.asMaster("testdb", "SET ROLE testdb_owner", "CREATE TABLE public.read (id int)");
    cluster.asMaster("testdb", "ALTER TABLE public.read OWNER TO CURRENT_USER");
    try (Connection reader =
        holding(cluster.aurora().superuserConnection("testdb"), "SELECT * FROM public.read")) {
      Run run = cluster.updateWithin(SHORT, STATE, STATE);

      assertThat(run.refusal()).contains("ALTER TABLE public.read OWNER TO \"testdb_owner\";");
      assertThat(isOpen(reader)).isTrue();
    }
    cluster.update(STATE, STATE).data();
    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM public.read"))
        .containsExactly("0");
  }
}
