package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.localaws.LocalAurora;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    Run run = CLUSTER.createWithin(Duration.ofSeconds(8), State.minimal(), driver);

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
}
