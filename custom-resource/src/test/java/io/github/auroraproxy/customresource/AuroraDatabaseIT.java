package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.localaws.Invocation;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalLambda;
import io.github.auroraproxy.localaws.LocalSecretsManager;
import io.github.auroraproxy.localaws.LoggedStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged function under AWS's runtime client, on PostgreSQL over TLS, master no superuser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuroraDatabaseIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN_SECRET =
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin";
  private static final String APP_SECRET =
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:app";
  private static final String STACK =
      "arn:aws:cloudformation:us-east-1:111122223333:stack/AuroraProxy/1";
  private static final int UNUSED_PORT = 1;
  private static final String PASSWORD = "Correct-Horse-Battery-Staple";

  private LocalAurora aurora;
  private LocalSecretsManager secretsManager;
  private LocalLambda lambda;
  private Path functionLog;

  @BeforeAll
  void start(@TempDir Path directory) {
    aurora = LocalAurora.builder().start();
    secretsManager = LocalSecretsManager.start();
    functionLog = directory.resolve("function.log");
    lambda =
        LocalLambda.builder()
            .functionArchive(Path.of(System.getProperty("function.archive")))
            .handler("io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest")
            .environment("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.endpoint().toString())
            .environment("AURORA_PROXY_CLUSTERS", clusters())
            .environment("AURORA_PROXY_STACK", STACK)
            .environment("PGSSLROOTCERT", aurora.caCertificate().toString())
            .environment("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .timeout(Duration.ofSeconds(20))
            .logFile(functionLog)
            .start();
  }

  /** The cluster, and one that does not answer. */
  private String clusters() {
    ArrayNode clusters = JSON.createArrayNode();
    for (int port : new int[] {aurora.port(), UNUSED_PORT}) {
      clusters
          .addObject()
          .put("host", aurora.host())
          .put("port", String.valueOf(port))
          .put("tls", "verify-full")
          .put("adminSecretArn", ADMIN_SECRET);
    }
    return clusters.toString();
  }

  @AfterAll
  void stop() {
    lambda.close();
    secretsManager.close();
    aurora.close();
  }

  @BeforeEach
  void storeSecrets() {
    secretsManager.put(ADMIN_SECRET, secret(aurora.masterUsername(), aurora.masterPassword()));
    secretsManager.put(APP_SECRET, secret("app_user", PASSWORD));
  }

  @AfterEach
  void dropAll() throws SQLException {
    superuser("postgres", "DROP DATABASE IF EXISTS testdb WITH (FORCE)");
    superuser("postgres", "DROP ROLE IF EXISTS app_user");
    superuser("postgres", "DROP ROLE IF EXISTS testdb_owner");
  }

  @Test
  void createLetsTheApplicationUserLogInAndWorkOnTheTable() throws SQLException {
    JsonNode data = succeeded(event("Create")).path("Data");

    assertThat(data.path("DatabaseName").asText()).isEqualTo("testdb");
    assertThat(data.path("MigrationsApplied").asInt()).isEqualTo(1);
    assertThat(data.path("Changes").asText())
        .contains("created role app_user", "created database testdb", "applied 1 migration");
    try (Connection app = aurora.connection("testdb", "app_user", PASSWORD);
        Statement statement = app.createStatement()) {
      assertThat(rows(statement, "SELECT name FROM test_table ORDER BY id"))
          .containsExactly("Test User 1", "Test User 2");
      assertThat(
              rows(
                  statement,
                  "INSERT INTO test_table (name) VALUES ('Connected via RDS Proxy') RETURNING id"))
          .containsExactly("3");
    }
  }

  @Test
  void aSecondCreateAndAnUpdateChangeNothing() throws Exception {
    succeeded(event("Create"));
    long mark = Files.size(aurora.serverLog());

    assertThat(succeeded(event("Create")).path("Data").path("Changes").asText())
        .isEqualTo("nothing to change");
    ObjectNode update = event("Update");
    update.set("OldResourceProperties", update.get("ResourceProperties").deepCopy());
    assertThat(succeeded(update).path("Data").path("Changes").asText())
        .isEqualTo("nothing to change");

    assertThat(aurora.statementsSince(mark))
        .filteredOn(statement -> !statement.sql().contains("\"aurora_proxy_lock\""))
        .isNotEmpty()
        .noneMatch(LoggedStatement::canChangeSomething);
  }

  @Test
  void deleteUnderRetainLeavesEveryRow() throws SQLException {
    succeeded(event("Create"));

    succeeded(event("Delete"));

    try (Connection app = aurora.connection("testdb", "app_user", PASSWORD);
        Statement statement = app.createStatement()) {
      assertThat(rows(statement, "SELECT count(*) FROM test_table")).containsExactly("2");
    }
  }

  @Test
  void deleteUnderDestroyDropsWhatTheStackCreated() throws SQLException {
    ObjectNode create = event("Create");
    properties(create).put("RemovalPolicy", "DESTROY");
    succeeded(create);
    ObjectNode delete = event("Delete");
    properties(delete).put("RemovalPolicy", "DESTROY");

    succeeded(delete);

    assertThat(superuserRows("SELECT datname FROM pg_database WHERE datname = 'testdb'")).isEmpty();
    assertThat(
            superuserRows(
                "SELECT rolname FROM pg_roles WHERE rolname ~ '^(app_user|testdb_owner|aurora_proxy_lock)$'"))
        .isEmpty();
  }

  @Test
  void aDeleteThatAsksForMoreThanWasDeployedDropsNothing() throws SQLException {
    succeeded(event("Create"));
    ObjectNode delete = event("Delete");
    properties(delete).put("RemovalPolicy", "DESTROY");

    succeeded(delete);

    try (Connection app = aurora.connection("testdb", "app_user", PASSWORD);
        Statement statement = app.createStatement()) {
      assertThat(rows(statement, "SELECT count(*) FROM test_table")).containsExactly("2");
    }
  }

  @Test
  void aWrongAdminPasswordIsRefusedInOneSentence() {
    secretsManager.put(ADMIN_SECRET, secret(aurora.masterUsername(), "wrong-admin-password"));

    assertThat(failed(event("Create")))
        .isEqualTo(
            "The cluster at localhost:%d refused the password of the admin user 'postgres_admin'; check that the admin secret belongs to this cluster and holds its current password."
                .formatted(aurora.port()));
  }

  @Test
  void anUnreachableDatabaseIsExplainedWithinTheDeadline() {
    ObjectNode event = event("Create");
    properties(event).put("Port", String.valueOf(UNUSED_PORT));

    assertThat(failed(event))
        .startsWith("The cluster at localhost:1 could not be reached until the deadline")
        .endsWith("that its security group admits the function's on its port.");
  }

  @Test
  void aSecretThatIsNotJsonIsRefusedWithoutQuotingIt() {
    secretsManager.put(APP_SECRET, PASSWORD);

    assertThat(failed(event("Create")))
        .isEqualTo(
            "The secret of user 'app_user' (%s) is not a JSON object; store {\"username\": …, \"password\": …} in it."
                .formatted(APP_SECRET));
  }

  @Test
  void aMissingPropertyIsNamed() {
    ObjectNode event = event("Create");
    properties(event).remove("Host");

    assertThat(failed(event)).isEqualTo("Property Host is missing; set it in the template.");
  }

  @Test
  void anIdentifierThatPostgresWouldTruncateIsRefused() {
    ObjectNode event = event("Create");
    properties(event).put("DatabaseName", "ä".repeat(32));

    assertThat(failed(event))
        .isEqualTo(
            "Property DatabaseName '%s' has 64 bytes, and PostgreSQL keeps only 63 of a name; shorten it."
                .formatted("ä".repeat(32)));
  }

  @Test
  void aResourceOfAnotherStackIsRefused() {
    String other = STACK.replace("AuroraProxy", "Other");

    assertThat(failed(event("Create").put("StackId", other)))
        .isEqualTo(
            "The event's StackId is \"%s\", and this function serves the resources of %s only."
                .formatted(other, STACK));
  }

  @Test
  void anotherTypeOfResourceIsRefused() {
    assertThat(failed(event("Create").put("ResourceType", "Custom::Other")))
        .isEqualTo(
            "The event's ResourceType is \"Custom::Other\"; this function serves Custom::AuroraDatabase and Custom::ProxyLogin.");
  }

  @Test
  void theLogHasALineOfJsonForEveryChangeAndForTheSummary() throws Exception {
    int before = Files.readAllLines(functionLog).size();
    String changes = succeeded(event("Create")).path("Data").path("Changes").asText();

    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(functionLog).stream().skip(before).toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines).extracting(line -> line.path("level").asText()).containsOnly("INFO");
    assertThat(lines)
        .extracting(line -> line.path("message").asText())
        .contains("created role app_user", "created database testdb", "applied 1 migration")
        .last()
        .isEqualTo(changes);
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused() throws Exception {
    try (LocalLambda unaware =
        LocalLambda.builder()
            .functionArchive(Path.of(System.getProperty("function.archive")))
            .handler("io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest")
            .environment("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.endpoint().toString())
            .environment("AURORA_PROXY_CLUSTERS", clusters())
            .environment("AURORA_PROXY_STACK", STACK)
            .logFile(functionLog)
            .start()) {
      assertThat(unaware.invoke(event("Create").toString()).errorMessage().orElseThrow())
          .startsWith("TLS with the cluster at localhost:" + aurora.port() + " failed");
    }
  }

  @Test
  void noPasswordIsInAnyLogOrAnswer() throws Exception {
    Invocation create = lambda.invoke(event("Create").toString());
    secretsManager.put(APP_SECRET, secret("app_user", "Another-Password-1"));
    Invocation update = lambda.invoke(event("Update").toString());

    String everything =
        create
            + update.toString()
            + Files.readString(functionLog)
            + Files.readString(aurora.serverLog());
    assertThat(everything)
        .contains("CREATE ROLE \"app_user\"")
        .doesNotContain(PASSWORD, "Another-Password-1", aurora.masterPassword());
  }

  private ObjectNode event(String type) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("RequestType", type)
            .put("StackId", STACK)
            .put("LogicalResourceId", "Database")
            .put("ResourceType", "Custom::AuroraDatabase")
            .put("RequestId", "request");
    ObjectNode properties = event.putObject("ResourceProperties");
    properties
        .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
        .put("Host", aurora.host())
        .put("Port", String.valueOf(aurora.port()))
        .put("AdminSecretArn", ADMIN_SECRET)
        .put("DatabaseName", "testdb")
        .putArray("Users")
        .addObject()
        .put("Username", "app_user")
        .put("SecretArn", APP_SECRET);
    return event;
  }

  private static ObjectNode properties(ObjectNode event) {
    return (ObjectNode) event.get("ResourceProperties");
  }

  private JsonNode succeeded(ObjectNode event) {
    Invocation invocation = lambda.invoke(event.toString());
    assertThat(invocation.errorMessage()).isEmpty();
    try {
      return JSON.readTree(invocation.payload().orElseThrow());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** The message of a failure, which has to have left the cluster as it was. */
  private String failed(ObjectNode event) {
    String message = lambda.invoke(event.toString()).errorMessage().orElseThrow();
    try {
      assertThat(superuserRows("SELECT datname FROM pg_database WHERE datname ~ 'testdb|aurora'"))
          .isEmpty();
      assertThat(superuserRows("SELECT rolname FROM pg_roles WHERE rolname = 'app_user'"))
          .isEmpty();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return message;
  }

  private static String secret(String username, String password) {
    return JSON.createObjectNode().put("username", username).put("password", password).toString();
  }

  private void superuser(String database, String sql) throws SQLException {
    try (Connection connection = aurora.superuserConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> superuserRows(String sql) throws SQLException {
    try (Connection connection = aurora.superuserConnection("postgres");
        Statement statement = connection.createStatement()) {
      return rows(statement, sql);
    }
  }

  private static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
