package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.RogueServer.Asks;
import io.github.auroraproxy.customresource.RogueServer.Tls;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that is not the cluster asks for the admin's password, and somebody who may invoke the
 * function tries to lead it there. What counts is what reaches that server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RogueServerTest {

  /** Enough to connect once, and to try again. */
  private static final Duration SHORT = Duration.ofSeconds(4);

  private final TestCluster cluster = TestCluster.of(TestCluster.newest());

  @BeforeAll
  void reset() {
    cluster.reset();
  }

  private RogueServer rogue(Tls tls, Asks asks) {
    return new RogueServer(tls, asks, cluster.aurora().caCertificate());
  }

  /** The function's configuration with one cluster. */
  private static String listing(String host, int port, String tls) {
    return "[{\"host\":\"%s\",\"port\":%d,\"tls\":\"%s\",\"adminSecretArn\":\"%s\"}]"
        .formatted(host, port, tls, TestCluster.arn(TestCluster.ADMIN_SECRET));
  }

  private String theCluster() {
    return listing(cluster.aurora().host(), cluster.aurora().port(), "verify-full");
  }

  private ObjectNode event(String host, String port) {
    ObjectNode event = cluster.event("Create", State.minimal());
    ((ObjectNode) event.get("ResourceProperties")).put("Host", host).put("Port", port);
    return event;
  }

  private static ObjectNode with(ObjectNode event, String property, String value) {
    ((ObjectNode) event.get("ResourceProperties")).put(property, value);
    return event;
  }

  private void nothingSecretReached(RogueServer rogue, Run run) {
    String received = rogue.received();
    for (String secret :
        List.of(
            cluster.aurora().masterPassword(),
            TestCluster.password("app_user"),
            "X-Amz-Signature")) {
      assertThat(received)
          .doesNotContain(secret)
          .doesNotContain(
              Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
      assertThat(run.refusal()).doesNotContain(secret);
      assertThat(run.log()).noneMatch(line -> line.contains(secret));
    }
    assertThat(rogue.believed()).as("somebody took it for the cluster").isFalse();
  }

  /** It does get the password of a client that does not mind. */
  @ParameterizedTest
  @CsvSource({"REFUSED, disable", "UNTRUSTED, require", "TRUSTED, verify-full"})
  void aCarelessClientTellsItsPassword(Tls tls, String mode) {
    try (RogueServer rogue = rogue(tls, Asks.CLEAR_TEXT)) {
      String url =
          "jdbc:postgresql://localhost:%d/postgres?sslmode=%s&sslrootcert=%s&loginTimeout=1"
              .formatted(rogue.port(), mode, cluster.aurora().caCertificate());

      assertThatThrownBy(() -> DriverManager.getConnection(url, "careless", "Careless-Password"))
          .isInstanceOf(SQLException.class);

      assertThat(rogue.received()).contains("careless", "Careless-Password");
      assertThat(rogue.believed()).isTrue();
    }
  }

  /** A cluster that was upgraded from PostgreSQL 13 may know the hash alone. */
  @Test
  void anMd5HashIsToldOverVerifiedTls() {
    try (RogueServer rogue = rogue(Tls.TRUSTED, Asks.MD5)) {
      Run run =
          cluster.invoke(
              event("localhost", String.valueOf(rogue.port())),
              listing("localhost", rogue.port(), "verify-full"),
              SHORT);

      assertThat(run.error()).isPresent();
      assertThat(rogue.received())
          .contains("md5")
          .doesNotContain(cluster.aurora().masterPassword());
    }
  }

  /** Whoever has taken over the name of a listed cluster, but not its certificate. */
  @ParameterizedTest
  @CsvSource({
    "verify-full, REFUSED, CLEAR_TEXT",
    "verify-full, REFUSED, NOTHING",
    "verify-full, UNTRUSTED, CLEAR_TEXT",
    "verify-full, UNTRUSTED, SCRAM",
    "require, REFUSED, CLEAR_TEXT",
    "require, REFUSED, SCRAM"
  })
  void aServerWithoutTheClustersCertificateLearnsNotEvenAName(String mode, Tls tls, Asks asks) {
    try (RogueServer rogue = rogue(tls, asks)) {
      String listed = listing("localhost", rogue.port(), mode);

      Run run =
          cluster.invoke(
              with(event("localhost", String.valueOf(rogue.port())), "DatabaseTls", mode),
              listed,
              SHORT);

      nothingSecretReached(rogue, run);
      assertThat(rogue.connections()).isPositive();
      assertThat(rogue.received()).doesNotContain(cluster.aurora().masterUsername(), "user\0");
    }
  }

  /** Whoever has taken over a listed cluster, or stands in for an emulator. */
  @ParameterizedTest
  @CsvSource({
    "verify-full, TRUSTED, CLEAR_TEXT",
    "verify-full, TRUSTED, GSS",
    "verify-full, TRUSTED, SSPI",
    "verify-full, TRUSTED, UNKNOWN_SASL",
    "verify-full, TRUSTED, SCRAM",
    "verify-full, TRUSTED, SCRAM_HALF",
    "verify-full, TRUSTED, NOTHING",
    "require, UNTRUSTED, CLEAR_TEXT",
    "require, UNTRUSTED, MD5",
    "require, UNTRUSTED, UNKNOWN_SASL",
    "require, UNTRUSTED, SCRAM",
    "require, UNTRUSTED, SCRAM_HALF",
    "require, UNTRUSTED, NOTHING",
    "require, TRUSTED, CLEAR_TEXT"
  })
  void noPasswordIsToldToWhoeverAsks(String mode, Tls tls, Asks asks) {
    try (RogueServer rogue = rogue(tls, asks)) {
      Run run =
          cluster.invoke(
              with(event("localhost", String.valueOf(rogue.port())), "DatabaseTls", mode),
              listing("localhost", rogue.port(), mode),
              SHORT);

      nothingSecretReached(rogue, run);
      assertThat(rogue.received()).contains(cluster.aurora().masterUsername());
      assertThat(rogue.received()).doesNotContain("md5");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Asks.class,
      names = {"GSS", "SSPI", "UNKNOWN_SASL", "NOTHING", "MD5", "SCRAM"})
  void aProxyIsToldATokenInClearTextOverVerifiedTlsOnly(Asks asks) {
    try (RogueServer rogue = rogue(Tls.TRUSTED, asks)) {
      Run run = cluster.invoke(login("localhost", rogue.port()), "[]", SHORT);

      nothingSecretReached(rogue, run);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Tls.class,
      names = {"REFUSED", "UNTRUSTED"})
  void aProxyWithoutItsCertificateLearnsNoToken(Tls tls) {
    try (RogueServer rogue = rogue(tls, Asks.CLEAR_TEXT)) {
      Run run = cluster.invoke(login("localhost", rogue.port()), "[]", SHORT);

      nothingSecretReached(rogue, run);
      assertThat(rogue.received()).doesNotContain("app_user");
    }
  }

  private static ObjectNode login(String endpoint, int port) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("RequestType", "Create")
            .put("ResourceType", "Custom::ProxyLogin")
            .put("StackId", TestCluster.STACK)
            .put("LogicalResourceId", "Login");
    event
        .putObject("ResourceProperties")
        .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
        .put("ProxyName", "orders-proxy")
        .put("ProxyResourceId", "prx-0123456789abcdef0")
        .put("Endpoint", endpoint)
        .put("Port", String.valueOf(port))
        .put("DatabaseName", "testdb")
        .putArray("Users")
        .add("app_user");
    return event;
  }

  /** Hosts of an event, with the rogue's port in place of {@code %d}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:%d",
        "127.0.0.1:%d/postgres?sslmode=disable&x=",
        "127.0.0.1:%d/postgres?sslmode=disable#",
        "localhost:%d/postgres?sslmode=disable&x=",
        "localhost?PGHOST=127.0.0.1&PGPORT=%d&sslmode=disable&x=",
        "localhost/?PGHOST=127.0.0.1&PGPORT=%d&sslmode=disable&x=",
        "localhost,127.0.0.1:%d",
        "127.0.0.1:%d,localhost",
        "postgres_admin@127.0.0.1",
        "postgres_admin:x@127.0.0.1:%d/postgres?sslmode=disable&x=",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "::ffff:127.0.0.1",
        "2130706433",
        "0x7f000001",
        "127.1",
        "localhost.",
        "LOCALHOST",
        " localhost",
        "localhost ",
        "localhost\n",
        "localhost\t127.0.0.1",
        "localhost\u0000",
        "localhost%2F",
        "localhost\\",
        "//127.0.0.1:%d/postgres?sslmode=disable&x=",
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&x=",
        "/var/run/postgresql",
        "ｌｏｃａｌｈｏｓｔ",
        "${jndi:ldap://127.0.0.1:%d/x}"
      })
  void anEventLeadsToNoOtherHost(String host) {
    try (RogueServer rogue = rogue(Tls.REFUSED, Asks.CLEAR_TEXT)) {
      String evil = host.replace("%d", String.valueOf(rogue.port()));
      int before = cluster.secretsRead().size();
      for (int port : List.of(rogue.port(), cluster.aurora().port())) {
        ObjectNode event = event(evil, String.valueOf(port));

        Run run = cluster.invoke(with(event, "DatabaseTls", "require"), theCluster(), SHORT);

        nothingSecretReached(rogue, run);
        assertThat(run.refusal()).contains("Property Host");
      }
      assertThat(cluster.secretsRead()).as("secrets that were read").hasSize(before);
      assertThat(rogue.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?PGHOST=127.0.0.1&PGPORT=%d&",
        "localhost?PGHOST=127.0.0.1&PGPORT=%d&",
        "localhost/?PGHOST=127.0.0.1&PGPORT=%d&sslmode=disable&x=",
        "127.0.0.1:%d/testdb?sslmode=disable&x=",
        "localhost,127.0.0.1:%d",
        "app_user@127.0.0.1",
        "localhost\n",
        "//127.0.0.1:%d/?x="
      })
  void anEndpointLeadsToNoOtherHost(String endpoint) {
    try (RogueServer rogue = rogue(Tls.TRUSTED, Asks.CLEAR_TEXT)) {
      String evil = endpoint.replace("%d", String.valueOf(rogue.port()));

      Run run = cluster.invoke(login(evil, cluster.aurora().port()), theCluster(), SHORT);

      nothingSecretReached(rogue, run);
      assertThat(run.refusal()).contains("Property Endpoint");
      assertThat(rogue.connections()).isZero();
    }
  }

  /** The configuration lists the host, so that a text that adds parameters would be obeyed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MaintenanceDatabase | postgres?sslmode=disable
          MaintenanceDatabase | postgres&sslmode=disable
          MaintenanceDatabase | postgres?sslmode=disable&requireAuth=password
          MaintenanceDatabase | ?sslmode=disable
          MaintenanceDatabase | postgres#?sslmode=disable
          MaintenanceDatabase | postgres%3Fsslmode=disable
          MaintenanceDatabase | ../postgres?sslmode=disable
          DatabaseName        | testdb?sslmode=disable
          DatabaseName        | testdb&sslmode=disable
          DatabaseName        | testdb/?sslmode=disable
          DatabaseTls         | disable
          DatabaseTls         | prefer
          DatabaseTls         | require
          DatabaseTls         | verify-ca
          DatabaseTls         | verify-full&sslmode=disable
          AdminSecretArn      | arn:aws:secretsmanager:us-east-1:111122223333:secret:app_user
          """)
  void noPropertyAddsParameters(String property, String value) {
    try (RogueServer rogue = rogue(Tls.REFUSED, Asks.CLEAR_TEXT)) {
      Run run =
          cluster.invoke(
              with(event("localhost", String.valueOf(rogue.port())), property, value),
              listing("localhost", rogue.port(), "verify-full"),
              SHORT);

      nothingSecretReached(rogue, run);
      assertThat(rogue.received()).doesNotContain(cluster.aurora().masterUsername(), "user\0");
    }
  }

  /** The port of the listed cluster, but for a text that some parser takes for another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%d ",
        " %d",
        "%d/postgres?sslmode=disable&x=",
        "%d,1",
        "0x1",
        "1e3",
        "-1",
        "0",
        "65536",
        "+%d",
        "0%d",
        "%d.0",
        "%d\n"
      })
  void aPortIsANumber(String port) {
    try (RogueServer rogue = rogue(Tls.REFUSED, Asks.CLEAR_TEXT)) {
      String evil = port.replace("%d", String.valueOf(rogue.port()));

      Run run = cluster.invoke(event("localhost", evil), theCluster(), SHORT);

      nothingSecretReached(rogue, run);
      assertThat(run.refusal()).contains("Port");
      assertThat(rogue.connections()).isZero();
    }
  }

  /** Under RETAIN a deletion has nothing to do there; under DESTROY somebody has to. */
  @ParameterizedTest
  @ValueSource(strings = {"RETAIN", "DESTROY"})
  void aDeletionLeadsToNoOtherHost(String policy) {
    try (RogueServer rogue = rogue(Tls.REFUSED, Asks.CLEAR_TEXT)) {
      int before = cluster.secretsRead().size();
      ObjectNode event = cluster.event("Delete", State.minimal().with("RemovalPolicy", policy));
      event.put("PhysicalResourceId", "aurora-database/evil.example/testdb");
      ((ObjectNode) event.get("ResourceProperties"))
          .put("Host", "evil.example")
          .put("Port", String.valueOf(rogue.port()));

      Run run = cluster.invoke(event, theCluster(), SHORT);

      if (policy.equals("RETAIN")) {
        assertThat(run.error()).isEmpty();
      } else {
        assertThat(run.refusal()).contains("evil.example", "RETAIN", "DBA");
      }
      assertThat(cluster.secretsRead()).hasSize(before);
      assertThat(rogue.connections()).isZero();
    }
  }
}
