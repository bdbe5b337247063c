package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.NetworkRelay;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cluster goes away in the middle of a run, as in a failover. */
class OutageTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final int MIDDLE = 12;

  private final LocalAurora aurora = CLUSTER.aurora();

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void reset() {
    CLUSTER.reset();
  }

  @AfterEach
  void startAgain() {
    aurora.start();
  }

  @Tag("long")
  @Test
  void aServerThatComesBackAfterTwentySecondsIsWaitedFor() {
    CuttingDriver driver =
        CuttingDriver.doingAfter(
            MIDDLE,
            () -> {
              aurora.stop();
              CompletableFuture.delayedExecutor(20, TimeUnit.SECONDS).execute(aurora::start);
            });

    Run run = CLUSTER.create(State.minimal(), driver);

    assertThat(run.data().path("DatabaseName").asText()).isEqualTo("testdb");
    assertThat(run.log()).anyMatch(line -> line.startsWith("Trying again after SQLSTATE"));
    assertThat(CLUSTER.askAs("testdb", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
  }

  @Test
  void aServerThatStaysAwayIsReportedBeforeTheDeadline() {
    CuttingDriver driver = CuttingDriver.doingAfter(MIDDLE, aurora::stop);

    Run run = CLUSTER.createWithin(Duration.ofSeconds(16), State.minimal(), driver);

    assertThat(run.refusal())
        .startsWith(
            "The cluster at localhost:%d could not be reached until the deadline"
                .formatted(aurora.port()))
        .endsWith("that its security group admits the function's on its port.");
    assertThat(run.log()).anyMatch(line -> line.startsWith("Trying again after SQLSTATE"));
  }

  @Test
  void aWrongPasswordIsNotTriedAgain() {
    CLUSTER.store(TestCluster.ADMIN_SECRET, aurora.masterUsername(), "Not-The-Masters");
    try {
      Run run = CLUSTER.create(State.minimal());

      assertThat(run.refusal()).contains("refused the password of the admin user");
      assertThat(run.log()).noneMatch(line -> line.startsWith("Trying again"));
    } finally {
      CLUSTER.store(TestCluster.ADMIN_SECRET, aurora.masterUsername(), aurora.masterPassword());
    }
  }

  @ParameterizedTest
  @EnumSource(NetworkRelay.Ending.class)
  void aHandshakeThatBreaksOffIsAnOutageAndNoMatterOfCertificates(NetworkRelay.Ending ending) {
    try (NetworkRelay network = NetworkRelay.to(aurora.port())) {
      CLUSTER.network(network);
      network.endHandshakes(ending);

      assertThat(CLUSTER.createWithin(Duration.ofSeconds(12), State.minimal()).refusal())
          .startsWith("The cluster at localhost:%d could not be reached".formatted(network.port()))
          .doesNotContain("certificate");

      CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS).execute(network::pass);
      Run run = CLUSTER.create(State.minimal());
      assertThat(run.error()).isEmpty();
      assertThat(run.log()).anyMatch(line -> line.startsWith("Trying again after SQLSTATE"));
    }
  }

  @Test
  void anApplicationsUserThatIsNotAdmittedIsTheOneThatIsTold() {
    CLUSTER.create(State.minimal()).data();
    CLUSTER.asSuperuser("postgres", "ALTER ROLE app_user LOGIN PASSWORD 'x'");
    aurora.refuse("app_user");
    try {
      assertThat(CLUSTER.create(State.minimal()).refusal())
          .startsWith(
              "The cluster at localhost:%d refused user 'app_user' (\"pg_hba.conf rejects connection"
                  .formatted(aurora.port()))
          .doesNotContain("admin");
    } finally {
      aurora.admitAll();
    }
  }

  @Test
  void anAdminWithoutCreateroleIsToldTheStatement() {
    CLUSTER.asSuperuser("postgres", "ALTER ROLE postgres_admin NOCREATEROLE");
    try {
      assertThat(CLUSTER.create(State.minimal()).refusal())
          .isEqualTo(
              "The admin user 'postgres_admin' of the cluster at localhost:%d may not create roles; a DBA has to run this, and deploy again: ALTER ROLE \"postgres_admin\" CREATEROLE;"
                  .formatted(aurora.port()));
    } finally {
      CLUSTER.asSuperuser("postgres", "ALTER ROLE postgres_admin CREATEROLE");
    }
  }
}
