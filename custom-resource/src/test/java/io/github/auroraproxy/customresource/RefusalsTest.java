package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the admin user may not do, and the statement that a DBA has to run instead. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class RefusalsTest {

  private static final Duration SHORT = Duration.ofSeconds(6);

  private final TestCluster cluster;

  RefusalsTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  private void refused(Run run, List<String> before, String sentence) {
    assertThat(run.refusal()).isEqualTo(sentence);
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aRoleThatTheMasterMayNotAdministerNeedsTheAdminOption() {
    assumeTrue(cluster.aurora().majorVersion() >= 16, "before, CREATEROLE was enough");
    cluster.asSuperuser("postgres", "CREATE ROLE app_user LOGIN");
    List<String> before = cluster.catalog();

    refused(
        cluster.create(State.minimal()),
        before,
        "The role 'app_user' exists, and the admin user 'postgres_admin' may not alter it; a DBA has to run: GRANT \"app_user\" TO \"postgres_admin\" WITH ADMIN OPTION;");

    cluster.asSuperuser("postgres", "GRANT \"app_user\" TO \"postgres_admin\" WITH ADMIN OPTION");
    cluster.create(State.minimal()).data();
  }

  @Test
  void aSuperuserIsNoUserOfAnApplication() {
    cluster.asSuperuser("postgres", "CREATE ROLE app_user LOGIN SUPERUSER");
    List<String> before = cluster.catalog();

    refused(
        cluster.create(State.minimal()),
        before,
        "The role 'app_user' is a superuser, which an application's user must not be; choose another name.");
  }

  @Test
  void aDatabaseOfASuperuserHasToChangeItsOwner() {
    cluster.asSuperuser("postgres", "CREATE DATABASE testdb");
    List<String> before = cluster.catalog();

    refused(
        cluster.create(State.minimal()),
        before,
        "The database 'testdb' belongs to 'rdsadmin', so the admin user 'postgres_admin' cannot grant privileges on it; a DBA has to run: ALTER DATABASE \"testdb\" OWNER TO \"postgres_admin\";");

    cluster.asSuperuser("postgres", "ALTER DATABASE \"testdb\" OWNER TO \"postgres_admin\"");
    cluster.create(State.minimal()).data();
  }

  @Test
  void aSchemaOfASuperuserNeedsItsOwnersGrants() {
    cluster.asMaster("postgres", "CREATE DATABASE testdb");
    cluster.asSuperuser(
        "testdb", "ALTER SCHEMA public OWNER TO rdsadmin", "GRANT ALL ON SCHEMA public TO PUBLIC");

    assertThat(cluster.create(State.minimal()).refusal())
        .isEqualTo(
            "The schema public of database 'testdb' belongs to 'rdsadmin', so the admin user 'postgres_admin' cannot grant privileges on it; a DBA has to run this in database 'testdb', and deploy again: ALTER SCHEMA public OWNER TO \"postgres_admin\";");
  }

  @Test
  void whatASuperuserGrantedIsTheSuperusersToRevoke() {
    State readOnly = State.minimal().users(User.named("app_user").with("READ_ONLY"));
    cluster.create(readOnly).data();
    cluster.asMaster("postgres", "CREATE ROLE helper");
    cluster.asMaster("testdb", "GRANT DELETE ON test_table TO helper WITH GRANT OPTION");
    cluster.asSuperuser("testdb", "SET ROLE helper", "GRANT DELETE ON test_table TO app_user");

    assertThat(cluster.create(readOnly).refusal())
        .isEqualTo(
            "Users were granted privileges in database 'testdb' by somebody else, which the admin user cannot take away; a DBA has to run this there, and deploy again: REVOKE DELETE ON TABLE public.test_table FROM \"app_user\";");
  }

  @Test
  void moreThanWasStatedIsToldAsAWarning() {
    State readOnly = State.minimal().users(User.named("app_user").with("READ_ONLY"));
    cluster.create(readOnly).data();
    cluster.asMaster("testdb", "GRANT DELETE ON test_table TO PUBLIC");

    assertThat(cluster.create(readOnly).log())
        .contains(
            "Role app_user has more than READ_ONLY: DELETE ON TABLE public.test_table. It comes from PUBLIC; revoke it there.");
  }

  @Test
  void aRoleThatReachesRdsIamThroughAnotherCanNotUseItsPassword() {
    cluster.create(State.minimal()).data();
    cluster.asSuperuser(
        "postgres", "CREATE ROLE team", "GRANT rds_iam TO team", "GRANT team TO app_user");
    List<String> before = cluster.catalog();

    refused(
        cluster.create(State.minimal()),
        before,
        "The role 'app_user' is a member of rds_iam through 'team', so the cluster refuses its password; a DBA has to run: REVOKE \"team\" FROM \"app_user\";");
  }

  @Test
  void aDatabaseFullOfSessionsIsToldWithItsLimit() throws SQLException {
    cluster.create(State.minimal()).data();
    cluster.asSuperuser("postgres", "ALTER DATABASE testdb CONNECTION LIMIT 1");
    List<String> before = cluster.catalog();
    try (Connection session =
        cluster.aurora().connection("testdb", "app_user", TestCluster.password("app_user"))) {
      assertThat(session.isValid(1)).isTrue();

      refused(
          cluster.createWithin(SHORT, State.minimal()),
          before,
          "The cluster at localhost:%d had no connection left until the deadline (\"too many connections for database 'testdb'\"); close some, or have a DBA run: ALTER DATABASE \"testdb\" CONNECTION LIMIT -1;"
              .formatted(cluster.aurora().port()));
    }
    cluster.asSuperuser("postgres", "ALTER DATABASE testdb CONNECTION LIMIT -1");
  }

  @Test
  void aReaderIsToldHowToFindTheWriter() throws IOException {
    Path standby =
        Path.of(cluster.ask("postgres", "SHOW data_directory").get(0)).resolve("standby.signal");
    cluster.aurora().stop();
    Files.createFile(standby);
    cluster.aurora().start();
    try {
      assertThat(cluster.create(State.minimal()).refusal())
          .isEqualTo(
              "The instance at localhost:%d is a reader; set Host to the cluster's writer endpoint, which a DBA finds with: SELECT server_id FROM aurora_replica_status() WHERE session_id = 'MASTER_SESSION_ID';"
                  .formatted(cluster.aurora().port()));
    } finally {
      cluster.aurora().stop();
      Files.deleteIfExists(standby);
      cluster.aurora().start();
    }
  }

  @Test
  void whatIsSetForTheAdminOrTheDatabaseIsNoObstacle() {
    cluster.asSuperuser(
        "postgres",
        "ALTER ROLE postgres_admin SET default_transaction_read_only TO on",
        "ALTER ROLE postgres_admin SET idle_in_transaction_session_timeout TO 1",
        "ALTER ROLE postgres_admin SET search_path TO public",
        "ALTER DATABASE postgres SET default_transaction_isolation TO serializable");
    try {
      cluster.create(State.minimal()).data();
    } finally {
      cluster.asSuperuser(
          "postgres", "ALTER ROLE postgres_admin RESET ALL", "ALTER DATABASE postgres RESET ALL");
    }
  }

  @Test
  void aSuperusersSessionKeepsADatabaseFromBeingDropped() throws SQLException {
    cluster.create(State.minimal().destroyed()).data();
    List<String> before = cluster.catalog();
    try (Connection superuser = cluster.aurora().superuserConnection("testdb")) {
      assertThat(superuser.isValid(1)).isTrue();

      refused(
          cluster.delete(State.minimal().destroyed()),
          before,
          "Database 'testdb' cannot be dropped while the superuser [rdsadmin] is connected to it; close those sessions, or have a DBA run: DROP DATABASE \"testdb\" WITH (FORCE);");
    }
  }
}
