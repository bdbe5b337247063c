package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.login.LoginTokens;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import io.github.auroraproxy.localaws.NetworkRelay;
import io.github.auroraproxy.localaws.proxy.IamTokenCheck;
import io.github.auroraproxy.localaws.proxy.LocalRdsProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;

/** Logging in through a proxy that takes exactly the IAM token, in front of a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyLoginTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final TestCluster cluster = TestCluster.of(TestCluster.newest());
  private LocalRdsProxy proxy;
  private Region region = Region.US_EAST_1;
  private Optional<Path> authority;
  private String tls = "verify-full";

  @BeforeAll
  void start() {
    authority = Optional.of(cluster.aurora().caCertificate());
    cluster.reset();
    cluster.storeUser("stale");
    cluster.create(State.minimal().users(User.named("app_user"), User.named("stale"))).data();
    proxy =
        new LocalRdsProxy(
            cluster.aurora(),
            new IamTokenCheck(AwsCredentialsIdentity.create("key", "secret"), "us-east-1"),
            ofSecrets());
  }

  private static Map<String, String> ofSecrets() {
    return Map.of("app_user", TestCluster.password("app_user"), "stale", "not-its-password");
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  private Run play(String type, int port, String... users) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("RequestType", type)
            .put("ResourceType", "Custom::ProxyLogin")
            .put("StackId", TestCluster.STACK)
            .put("LogicalResourceId", "Login");
    ObjectNode properties =
        event
            .putObject("ResourceProperties")
            .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
            .put("ProxyName", "orders-proxy")
            .put("ProxyResourceId", "prx-0123456789abcdef0")
            .put("Endpoint", "localhost")
            .put("Port", String.valueOf(port))
            .put("DatabaseTls", tls)
            .put("DatabaseName", "testdb");
    for (String user : users) {
      properties.withArrayProperty("Users").add(user);
    }
    return cluster.invoke(
        event,
        new FunctionEnvironment(
            new org.postgresql.Driver(),
            () -> {
              throw new AssertionError("No secret is needed to log in with a token");
            },
            () ->
                new LoginTokens(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
                    region),
            new FunctionConfiguration(List.of(), Optional.empty()),
            authority,
            Optional.empty(),
            Path.of("/opt"),
            TimeLimits.OF_LAMBDA),
        TIMEOUT);
  }

  private String refused(String user) {
    return play("Create", proxy.port(), user).refusal();
  }

  @Test
  void aUserThatCanLogInLetsTheDeploymentGoOn() {
    Run run = play("Create", proxy.port(), "app_user");

    assertThat(run.data().path("Users").asText()).isEqualTo("app_user");
    assertThat(run.log()).contains("logged in as app_user");
    assertThat(play("Update", proxy.port(), "app_user").error()).isEmpty();
  }

  @Test
  void aUserWithoutASecretInTheProxyIsToldToRegisterIt() {
    assertThat(refused("unknown"))
        .isEqualTo(
            "User 'unknown' can't log in through the proxy 'orders-proxy' at localhost:%d: none of the secrets in the proxy's Auth holds this username, or the proxy's role may not read it; register the user's secret with the proxy and compare its username (the proxy said: \"FATAL: This RDS proxy has no credentials for the role unknown. Check the credentials for this role and try again.\")."
                .formatted(proxy.port()));
  }

  @Test
  void aTokenThatIamRefusesIsToldWithTheArnThatIsNeeded() {
    region = Region.EU_CENTRAL_1;
    try {
      assertThat(refused("app_user"))
          .contains(
              "the function's role needs rds-db:connect on arn:aws:rds-db:eu-central-1:111122223333:dbuser:prx-0123456789abcdef0/app_user, and the proxy has to be in region eu-central-1");
    } finally {
      region = Region.US_EAST_1;
    }
  }

  @Test
  void aSecretWithAnOldPasswordIsToldApart() {
    assertThat(refused("stale")).contains("the password in the user's secret is not the role's");
  }

  /** While an authentication mode is switched, the proxy has both ways to log in. */
  @Test
  void aProxyWithASecretAndIamLogsInTheWayTheServerAsksFor() {
    Map<String, String> secret = Map.of("app_user", TestCluster.password("app_user"));
    Set<String> iam = Set.of("app_user");
    try {
      proxy.setAuthentication(new LocalRdsProxy.Authentication(Map.of(), iam));
      assertThat(refused("app_user")).contains("password authentication failed");
      proxy.setAuthentication(new LocalRdsProxy.Authentication(secret, iam));
      assertThat(play("Create", proxy.port(), "app_user").error()).isEmpty();

      cluster.asMaster("postgres", "GRANT rds_iam TO app_user");

      assertThat(play("Create", proxy.port(), "app_user").error()).isEmpty();
      proxy.setAuthentication(new LocalRdsProxy.Authentication(Map.of(), iam));
      assertThat(play("Create", proxy.port(), "app_user").error()).isEmpty();
      proxy.setAuthentication(new LocalRdsProxy.Authentication(secret, Set.of()));
      assertThat(refused("app_user")).contains("connection requires a valid client certificate");
    } finally {
      cluster.asMaster("postgres", "REVOKE rds_iam FROM app_user");
      proxy.setAuthentication(new LocalRdsProxy.Authentication(ofSecrets(), Set.of()));
    }
  }

  @Test
  void aProxyWhoseCertificateIsNotPublicIsRefused() {
    Optional<Path> before = authority;
    authority = Optional.empty();
    try {
      Run run = play("Create", proxy.port(), "app_user");

      assertThat(run.refusal())
          .contains("the certificate of the proxy was not accepted")
          .doesNotContain("'require'");
      assertThat(run.log()).noneMatch(line -> line.startsWith("Trying again"));
    } finally {
      authority = before;
    }
  }

  @Test
  void withoutVerificationNoAuthorityIsNeeded() {
    Optional<Path> before = authority;
    authority = Optional.empty();
    tls = "require";
    try {
      assertThat(play("Create", proxy.port(), "app_user").error()).isEmpty();
    } finally {
      authority = before;
      tls = "verify-full";
    }
  }

  @ParameterizedTest
  @EnumSource(NetworkRelay.Ending.class)
  void aHandshakeThatBreaksOffIsTriedAgain(NetworkRelay.Ending ending) {
    try (NetworkRelay network = NetworkRelay.to(proxy.port())) {
      network.endHandshakes(ending);

      Run run = play("Create", network.port(), "app_user");

      assertThat(run.refusal()).contains("the proxy can't be reached");
      assertThat(run.log()).anyMatch(line -> line.startsWith("Trying again to log in as app_user"));
    }
  }

  @Test
  void aProxyThatCanNotBeReachedIsAMatterOfItsSecurityGroup() {
    Run run = play("Create", 1, "app_user");

    assertThat(run.refusal())
        .contains(
            "the proxy can't be reached; its security group has to admit the function's on port 1");
    assertThat(run.log()).anyMatch(line -> line.startsWith("Trying again to log in as app_user"));
  }

  @Test
  void withoutUsersThereIsNothingToProve() {
    assertThat(play("Create", proxy.port()).refusal())
        .isEqualTo("Property Users is missing or not a list; set it in the template.");
  }

  @Test
  void deleteDoesNothing() {
    assertThat(play("Delete", 1, "app_user").error()).isEmpty();
  }
}
