package io.github.auroraproxy.operations.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.connect.ProxiedDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What doctor finds where it reaches the database, on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseUsersTest {

  @RegisterExtension final Commands commands = new Commands();

  private ProxiedDatabase database;

  @BeforeAll
  void start() throws SQLException {
    database = ProxiedDatabase.start();
    database.run("postgres", "CREATE ROLE reporting LOGIN IN ROLE rds_iam");
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @BeforeEach
  void everythingIsWell() {
    HealthyProxy.addTo(commands.account(), database.port());
    commands.account().proxy("orders-proxy").put("Endpoint", "localhost");
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    Result result = doctor("app_user");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("OK      Database users: app_user logs in to orders-proxy with a token.")
        .doesNotContain("PROBLEM", "WARNING", "SKIPPED");
  }

  @Test
  void aUserWhoseSecretIsNotItsPassword() {
    commands.account().addSecret(HealthyProxy.SECRET, "stale_user");

    Result result = doctor("stale_user");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("PROBLEM Database users: stale_user can't log in: FATAL: password authentication")
        .contains("-> The database refused the password: give the user the password of its secret");
  }

  @Test
  void aUserOfASecretThatTheDatabaseDoesNotHave() {
    register("departed");

    assertThat(doctor("app_user").out())
        .contains("The proxy has a secret of departed, but the database has no such user.");
  }

  @Test
  void aMemberOfRdsIamWhoLogsInWithASecret() {
    register("reporting");

    Result result = doctor("app_user");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("reporting is a member of rds_iam, and the proxy logs in with its secret.")
        .contains("-> Run: REVOKE rds_iam FROM \"reporting\";");
  }

  @Test
  void aUserOutsideRdsIamWhoLogsInWithIam() {
    commands.account().proxy("orders-proxy").put("DefaultAuthScheme", "IAM_AUTH").putArray("Auth");

    Result result = doctor("app_user");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("app_user is no member of rds_iam, and the proxy logs in with IAM.")
        .contains("-> Run: GRANT rds_iam TO \"app_user\";");
  }

  /** So it is while the authentication mode is switched. */
  @Test
  void aProxyWithBothWaysLogsInAMemberAsWellAsAnother() {
    register("reporting");
    commands.account().proxy("orders-proxy").put("DefaultAuthScheme", "IAM_AUTH");

    Result result = doctor("app_user");

    assertThat(result.out()).doesNotContain("rds_iam").contains("app_user logs in");
  }

  @Test
  void aProxyThatIsNotReachableFromHere() {
    commands.account().proxy("orders-proxy").put("Endpoint", "orders-proxy.invalid");

    Result result = doctor("app_user");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("SKIPPED Database users: app_user can't log in: ");
  }

  private void register(String user) {
    String secret = HealthyProxy.SECRET + "-" + user;
    commands.account().addSecret(secret, user);
    ((ArrayNode) commands.account().proxy("orders-proxy").get("Auth"))
        .addObject()
        .put("AuthScheme", "SECRETS")
        .put("IAMAuth", "REQUIRED")
        .put("SecretArn", secret);
  }

  private Result doctor(String user) {
    return commands.run(
        "doctor",
        "--proxy",
        "orders-proxy",
        "--user",
        user,
        "--database",
        "testdb",
        "--ca",
        database.authority());
  }
}
