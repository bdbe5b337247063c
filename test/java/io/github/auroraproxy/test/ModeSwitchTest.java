package io.github.auroraproxy.test;

import static io.github.auroraproxy.test.PlayedStack.DATABASE;
import static io.github.auroraproxy.test.PlayedStack.LOGIN;
import static io.github.auroraproxy.test.PlayedStack.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.localaws.LocalAurora;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

/**
 * While the authentication mode is switched, nobody is refused: the templates are played in the
 * order that CloudFormation takes, with clients that log in through the local proxy all the time.
 * That RDS Proxy logs in as the local one does while it has both ways is not shown here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ModeSwitchTest {

  private static final int CLIENTS = 50;
  private static final List<String> USERS = List.of("app_user", "reports", "legacy");

  @TempDir private static Path directory;

  private final Map<AuthenticationMode, SynthesizedTemplate> templates =
      new EnumMap<>(AuthenticationMode.class);
  private LocalAurora aurora;
  private PlayedStack stack;
  private LoginClients clients;

  @BeforeAll
  void start() throws SQLException {
    Path archive = null;
    for (AuthenticationMode mode : AuthenticationMode.values()) {
      App app = CdkApp.create();
      templates.put(mode, synthesized(app, mode));
      archive = archive(app, templates.get(mode));
    }
    aurora = LocalAurora.builder().start();
    // A person's user becomes one of the stack's, and another one never does.
    run(
        "CREATE ROLE legacy LOGIN PASSWORD 'a person set it'",
        "CREATE ROLE dba LOGIN PASSWORD 'dba'");
    stack = new PlayedStack(aurora, archive, directory.resolve("function.log"));
    deploy(AuthenticationMode.SECRETS);
    clients = new LoginClients();
    RdsUtilities tokens =
        RdsUtilities.builder()
            .region(Region.of(PlayedStack.REGION))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        stack.credentials().accessKeyId(), stack.credentials().secretAccessKey())))
            .build();
    String proxy = url(stack.port(), "testdb");
    for (int i = 0; i < CLIENTS; i++) {
      String user = USERS.get(i % USERS.size());
      clients.start(
          proxy,
          user,
          tokens.generateAuthenticationToken(
              token -> token.hostname("localhost").port(stack.port()).username(user)));
    }
    clients.start(url(aurora.port(), "postgres"), "dba", "dba");
    stack.afterEach(clients::awaitLogins);
  }

  @AfterAll
  void stop() {
    clients.close();
    stack.close();
    aurora.close();
  }

  private String url(int port, String database) {
    return "jdbc:postgresql://localhost:%d/%s?sslmode=verify-full&sslrootcert=%s"
        .formatted(port, database, aurora.caCertificate());
  }

  private static SynthesizedTemplate synthesized(App app, AuthenticationMode mode) {
    Stack data = new Stack(app, "Data");
    Stack shop = new Stack(app, "Shop");
    AuroraProxy.Builder.create(shop, "Proxy")
        .cluster(AnotherTeam.cluster(data, AnotherTeam.vpc(data)))
        .proxyName("shop")
        .connectionLimit(CLIENTS)
        .furtherUsers(
            ProxyUser.builder()
                .userName("reports")
                .privileges(Privileges.READ_ONLY)
                .settings(Map.of("work_mem", "8MB"))
                .build(),
            ProxyUser.builder().userName("legacy").build())
        .authenticationMode(mode)
        .migrations(Migrations.none())
        .build();
    return SynthesizedTemplate.of(app, "Shop");
  }

  private static Path archive(App app, SynthesizedTemplate template) {
    String key =
        template.only("AWS::Lambda::Function", "/Runtime", "java25").at("/Code/S3Key").asText();
    return Path.of(app.synth().getDirectory()).resolve("asset." + key);
  }

  private void run(String... statements) throws SQLException {
    try (Connection master =
            aurora.connection("postgres", aurora.masterUsername(), aurora.masterPassword());
        Statement statement = master.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Each user, whether it is a member of rds_iam and whether it has a password. */
  private List<String> users() {
    List<String> users = new ArrayList<>();
    try (Connection superuser = aurora.superuserConnection("postgres");
        Statement statement = superuser.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT rolname, pg_has_role(oid, 'rds_iam', 'MEMBER'), rolpassword IS NOT NULL
                FROM pg_authid WHERE rolname IN ('app_user', 'reports', 'legacy', 'dba')
                ORDER BY rolname""")) {
      while (rows.next()) {
        users.add("%s %s %s".formatted(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return users;
  }

  private static List<String> users(String membershipAndPassword) {
    return Stream.of("app_user ", "dba ", "legacy ", "reports ")
        .map(user -> user + (user.equals("dba ") ? "f t" : membershipAndPassword))
        .toList();
  }

  private void deploy(AuthenticationMode mode) {
    deploy(mode, DATABASE);
  }

  private void deploy(AuthenticationMode mode, String eager) {
    assertThat(stack.deploy(templates.get(mode), eager)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {DATABASE, PROXY, LOGIN})
  void nobodyIsRefusedInEitherDirection(String eager) {
    deploy(AuthenticationMode.SWITCHING_TO_IAM, eager);
    assertThat(users()).isEqualTo(users("t t"));
    deploy(AuthenticationMode.END_TO_END_IAM, eager);
    assertThat(users()).isEqualTo(users("t f"));
    deploy(AuthenticationMode.SWITCHING_TO_SECRETS, eager);
    assertThat(users()).isEqualTo(users("f t"));
    deploy(AuthenticationMode.SECRETS, eager);
    assertThat(users()).isEqualTo(users("f t"));

    assertThat(clients.refusals()).isEmpty();
    assertThat(clients.logins()).isGreaterThan(CLIENTS);
  }

  /**
   * The way back of each step, from wherever it fails; after that, the same step again succeeds.
   */
  @Test
  void nobodyIsRefusedWhereAStepFailsAndIsRolledBack() {
    for (AuthenticationMode step :
        List.of(
            AuthenticationMode.SWITCHING_TO_IAM,
            AuthenticationMode.END_TO_END_IAM,
            AuthenticationMode.SWITCHING_TO_SECRETS,
            AuthenticationMode.SECRETS)) {
      for (String failing : List.of(PROXY, DATABASE, LOGIN)) {
        List<String> before = memberships();

        assertThat(stack.deploy(templates.get(step), PROXY, failing)).contains(failing);

        assertThat(memberships()).as("%s, %s failing", step, failing).isEqualTo(before);
        assertThat(clients.refusals()).as("%s, %s failing", step, failing).isEmpty();
      }
      deploy(step);
    }
    assertThat(clients.refusals()).isEmpty();
  }

  private List<String> memberships() {
    return users().stream().map(user -> user.substring(0, user.length() - 2)).toList();
  }

  /** By the steps that there are, from wherever the stack is. */
  private void reach(AuthenticationMode mode) {
    boolean iam =
        mode == AuthenticationMode.SWITCHING_TO_IAM || mode == AuthenticationMode.END_TO_END_IAM;
    deploy(iam ? AuthenticationMode.SWITCHING_TO_IAM : AuthenticationMode.SWITCHING_TO_SECRETS);
    deploy(mode);
  }

  @ParameterizedTest
  @CsvSource({"SECRETS, END_TO_END_IAM", "END_TO_END_IAM, SECRETS"})
  void withoutTheStepBetweenTheDeploymentFailsAndNobodyIsRefused(
      AuthenticationMode from, AuthenticationMode to) {
    reach(from);

    assertThat(stack.deploy(templates.get(to), DATABASE))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("changes from " + from + " to " + to));

    assertThat(clients.refusals()).isEmpty();
    reach(AuthenticationMode.SECRETS);
  }

  /** What the clients would see if the roles in the database came before the proxy, as they did. */
  @ParameterizedTest
  @CsvSource({"SECRETS, SWITCHING_TO_IAM", "END_TO_END_IAM, SWITCHING_TO_SECRETS"})
  void inTheOtherOrderTheyAreRefused(AuthenticationMode from, AuthenticationMode step) {
    reach(from);
    assertThat(clients.refusals()).isEmpty();

    assertThat(stack.deploy(databaseFirst(templates.get(step)), DATABASE)).isEmpty();

    assertThat(clients.refusals()).isNotEmpty();
    reach(AuthenticationMode.SECRETS);
    assertThat(clients.refusals()).isEmpty();
  }

  private static SynthesizedTemplate databaseFirst(SynthesizedTemplate template) {
    SynthesizedTemplate other = new SynthesizedTemplate(template.json().deepCopy());
    String proxy = other.idOf(PROXY);
    String database = other.idOf(DATABASE);
    ArrayNode needs = ((ObjectNode) other.resource(database)).putArray("DependsOn");
    template.dependenciesOf(database).stream().filter(id -> !id.equals(proxy)).forEach(needs::add);
    ((ObjectNode) other.resource(proxy)).withArrayProperty("DependsOn").add(database);
    return other;
  }

  @Test
  void onlyInAStepTheDatabaseComesAfterTheProxy() {
    templates.forEach(
        (mode, template) -> {
          String proxy = template.idOf(PROXY);
          String database = template.idOf(DATABASE);
          boolean step = mode.name().startsWith("SWITCHING");
          assertThat(template.dependenciesOf(step ? database : proxy))
              .as(mode.name())
              .contains(step ? proxy : database);
          assertThat(template.dependenciesOf(step ? proxy : database))
              .as(mode.name())
              .doesNotContain(step ? database : proxy);
          assertThat(template.dependenciesOf(template.idOf("AWS::RDS::DBProxyTargetGroup")))
              .contains(database);
        });
  }

  @Test
  void theProxyWaitsForEitherPolicyAndTheOneThatIsNeededNoMoreGoesLast() {
    SynthesizedTemplate secrets = templates.get(AuthenticationMode.SECRETS);
    SynthesizedTemplate step = templates.get(AuthenticationMode.SWITCHING_TO_IAM);
    SynthesizedTemplate iam = templates.get(AuthenticationMode.END_TO_END_IAM);

    assertThat(step.dependenciesOf(step.idOf(PROXY)))
        .anyMatch(id -> id.contains("ReadSecrets"))
        .anyMatch(id -> id.contains("Connect"));
    assertThat(new UpdateOrder(secrets, step).cleanUp()).isEmpty();
    assertThat(new UpdateOrder(step, iam).cleanUp())
        .anyMatch(id -> id.contains("ReadSecrets"))
        .noneMatch(id -> id.contains("Connect"));
    assertThat(new UpdateOrder(step, secrets).cleanUp())
        .singleElement()
        .asString()
        .contains("Connect");
    assertThat(new UpdateOrder(secrets, step).changes(PROXY))
        .noneMatch(id -> step.resource(id).get("Type").asText().equals("AWS::IAM::Role"));
  }
}
