package io.github.auroraproxy.operations.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL, behind a proxy that accepts exactly the token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final Commands commands = new Commands();
  @TempDir Path directory;

  private ProxiedDatabase database;

  @BeforeAll
  void start() throws SQLException {
    database = ProxiedDatabase.start();
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @BeforeEach
  void createTheSampleTable() throws SQLException {
    database.setClock(Clock.systemUTC());
    database.createSampleTable();
  }

  @Test
  void asksForTimeAndUserInsertsARowAndReadsTheLatestThree() throws Exception {
    Result result = connect();

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("Connected to localhost:" + database.port() + " as app_user")
        .containsPattern("Time and user: 20.*, app_user")
        .contains("Inserted row 3: Connected via RDS Proxy")
        .containsPattern("3 +\\| Connected via RDS Proxy")
        .containsPattern("2 +\\| Test User 2");
    assertThat(database.number("SELECT count(*) FROM test_table")).isEqualTo(3);
  }

  @Test
  void findsEverythingInTheOutputsOfTheStack() {
    commands
        .account()
        .addStack(
            "Orders",
            Map.of(
                "ProxyName", "orders-proxy",
                "ProxyEndpoint", "localhost",
                "Port", String.valueOf(database.port()),
                "DatabaseName", "testdb",
                "UserName", "app_user"));

    Result result = commands.run("connect", "--stack", "Orders", "--ca", ca());

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Inserted row 3");
  }

  @Test
  void findsTheEndpointOfTheProxy() {
    commands.account().addProxy("orders-proxy", "orders").put("Endpoint", "localhost");

    Result result =
        commands.run(
            "connect",
            "--proxy",
            "orders-proxy",
            "--port",
            String.valueOf(database.port()),
            "--user",
            "app_user",
            "--database",
            "testdb",
            "--ca",
            ca());

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void tellsAScriptTheSame() throws IOException {
    JsonNode trial = JSON.readTree(connect("--json").out());

    assertThat(trial.path("user").asText()).isEqualTo("app_user");
    assertThat(trial.path("insertedId").asInt()).isEqualTo(3);
    assertThat(trial.at("/latest/rows/0/1").asText()).isEqualTo("Connected via RDS Proxy");
  }

  @Test
  void runsAStatementOfOnesOwn() {
    assertThat(
            connect("--query", "SELECT count(*) AS users, NULL AS nothing FROM test_table").out())
        .containsPattern("users +\\| nothing")
        .containsPattern("2 +\\| NULL");
    assertThat(connect("--query", "DELETE FROM test_table").out()).contains("2 rows changed.");
  }

  @Test
  void insertsNothingWhereTheTransactionFails() throws Exception {
    database.run("testdb", "ALTER TABLE test_table RENAME created_at TO made_at");

    assertThat(connect().exitCode()).isEqualTo(1);
    assertThat(database.number("SELECT count(*) FROM test_table")).isEqualTo(2);
  }

  @Test
  void printsATokenThatLogsIn() throws Exception {
    Result result = connect("--print-token");

    assertThat(result.out().lines()).hasSize(1);
    assertThat(
            ProxiedDatabase.tokenCheck()
                .accepts(
                    result.out().strip(), "localhost", database.port(), "app_user", Instant.now()))
        .isTrue();
  }

  @Test
  void explainsAnExpiredToken() {
    commands.account().addProxy("orders-proxy", "orders").put("Endpoint", "localhost");
    database.setClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16)));

    Result result = connect();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("The IAM authentication failed for the role app_user.")
        .contains(
            "Allow rds-db:connect on"
                + " arn:aws:rds-db:us-east-1:111122223333:dbuser:prx-0123456789abcdef0/app_user")
        .contains("valid for 15 minutes")
        .doesNotContain("X-Amz-Signature", "\tat ");
  }

  @Test
  void explainsATokenOfAnotherRegion() {
    Result result = connect("--region", "eu-central-1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("check that eu-central-1 is the proxy's region");
  }

  @Test
  void explainsAUserWithoutASecret() {
    Result result = connect("--user", "nobody");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("This RDS proxy has no credentials for the role nobody.")
        .contains("No secret in the proxy's Auth has the username nobody");
  }

  @Test
  void explainsASecretThatIsNotTheUsersPassword() {
    Result result = connect("--user", "stale_user");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("password authentication failed for user \"stale_user\"")
        .contains("give the user the password of its secret")
        .doesNotContain(ProxiedDatabase.PASSWORD);
  }

  @Test
  void trustsNoAuthorityButTheGivenOne() throws Exception {
    Path another = Files.writeString(directory.resolve("another.pem"), someAuthority());

    Result result = run("--ca", another.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("The certificate was not accepted.");
  }

  @Test
  void trustsWhomJavaTrustsByDefault() {
    Result result = run();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("The certificate was not accepted.");
  }

  @Test
  void verifiesNothingOnlyWhenAskedTo() {
    assertThat(run("--tls", "require").out()).contains(" as app_user");
  }

  @Test
  void explainsAMissingTable() {
    Result result = connect("--query", "SELECT * FROM nowhere");

    assertThat(result.err()).contains("relation \"nowhere\" does not exist").contains("--query");
  }

  @Test
  void explainsAMissingPrivilege() throws Exception {
    database.run("testdb", "REVOKE ALL ON test_table_id_seq FROM app_user");

    assertThat(connect().err())
        .contains("permission denied for sequence test_table_id_seq")
        .contains("USAGE on the sequence");
  }

  @Test
  void explainsThatNothingAnswers() {
    Result result = connect("--port", "1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("reachable only from within its VPC");
  }

  @Test
  void asksForTheUserThatNothingTells() {
    Result result = commands.run("connect", "--endpoint", "localhost", "--database", "testdb");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("No stack tells the user; give --user.");
  }

  @Test
  void reportsEachInterruptionOfAServerThatRestarts() throws IOException {
    List<Duration> waits = new ArrayList<>();
    commands.pause(
        length -> {
          waits.add(length);
          commands.advance(length);
          // Three answers five seconds apart, then four seconds without a server.
          if (waits.size() == 3) {
            database.stopServer();
          }
          if (waits.size() == 7) {
            database.startServer();
          }
        });

    Result result = connect("--json", "--repeat", "8", "--interval", "5");

    assertThat(result.exitCode()).isZero();
    JsonNode outcome = JSON.readTree(result.out());
    assertThat(outcome.path("interruptions")).hasSize(1);
    JsonNode interruption = outcome.at("/interruptions/0");
    assertThat(interruption.path("start").asText()).isEqualTo("2026-03-04T05:07:23Z");
    assertThat(interruption.path("length").asText()).isEqualTo("PT4S");
    assertThat(waits.subList(3, 7)).containsOnly(Duration.ofSeconds(1));
    assertThat(outcome.path("answeredChecks").asInt()).isEqualTo(8);
  }

  @Test
  void endsWithOneWhereTheServerStaysAway() {
    List<Duration> waits = new ArrayList<>();
    commands.pause(
        length -> {
          waits.add(length);
          commands.advance(length);
          if (waits.size() == 1) {
            database.stopServer();
          }
        });
    try {
      Result result = connect("--repeat", "3");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .contains("Statements answered: 1, interruptions: 1")
          .contains("From 2026-03-04T05:07:09Z, not over: ");
    } finally {
      database.startServer();
    }
  }

  private Result connect(String... options) {
    List<String> withAuthority = new ArrayList<>(List.of("--ca", ca()));
    withAuthority.addAll(Arrays.asList(options));
    return run(withAuthority.toArray(String[]::new));
  }

  /** To the proxy as app_user, unless the options say otherwise. */
  private Result run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("connect", "--endpoint", "localhost"));
    Map<String, String> defaults =
        Map.of("--port", "" + database.port(), "--user", "app_user", "--database", "testdb");
    List<String> given = Arrays.asList(options);
    defaults.forEach(
        (option, value) -> {
          if (!given.contains(option)) {
            arguments.addAll(List.of(option, value));
          }
        });
    arguments.addAll(given);
    return commands.run(arguments.toArray(String[]::new));
  }

  private String ca() {
    return database.authority();
  }

  /** An authority that Java trusts, and that did not issue the server's certificate. */
  private static String someAuthority() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    X509Certificate authority =
        ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(authority.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
