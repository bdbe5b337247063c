package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.NetworkRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a run waits for, it answers before Lambda kills it, which here {@link TestCluster} does.
 */
class DeadlineTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final Duration TIMEOUT = Duration.ofSeconds(12);
  private static final int STATEMENTS_OF_A_CREATE = 60;
  private static final int STEP = 6;

  private final LocalAurora aurora = CLUSTER.aurora();
  private NetworkRelay network;

  @BeforeEach
  void reset() {
    CLUSTER.reset();
    network = NetworkRelay.to(aurora.port());
  }

  @AfterEach
  void close() {
    network.close();
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  /**
   * Every run is cut off, however many of the statements it gets through; on CI at more of them.
   */
  static IntStream statements() {
    int step = Thorough.isOn() ? STEP : 4 * STEP;
    return IntStream.iterate(1, n -> n < STATEMENTS_OF_A_CREATE, n -> n + step);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("statements")
  void aNetworkThatSwallowsInMidRun(int statement) {
    CLUSTER.network(network);
    CuttingDriver driver = CuttingDriver.doingAfter(statement, network::swallow);

    Run run = CLUSTER.createWithin(TIMEOUT, State.minimal(), driver);

    assertThat(run.refusal())
        .contains("deadline", "the function was to set up database testdb", ":" + network.port())
        .doesNotContain("null");
  }

  @Test
  void aNetworkThatSwallowsFromTheStart() {
    CLUSTER.network(network);
    network.swallow();

    assertThat(CLUSTER.createWithin(TIMEOUT, State.minimal()).refusal())
        .startsWith("The cluster at localhost:%d could not be reached".formatted(network.port()));
  }

  @Test
  void aServerThatStopsToWork() {
    CuttingDriver driver = CuttingDriver.doingAfter(STEP, aurora::freeze);
    try {
      assertThat(CLUSTER.createWithin(TIMEOUT, State.minimal(), driver).refusal())
          .contains("deadline", ":" + aurora.port())
          .doesNotContain("null");
    } finally {
      aurora.thaw();
    }
  }

  @Test
  void aDeletionUnderRetainEndsWellWhereNobodyAnswers() {
    CLUSTER.create(State.minimal()).data();
    CLUSTER.network(network);
    network.swallow();

    Run run = CLUSTER.deleteWithin(TIMEOUT, State.minimal());

    assertThat(run.error()).isEmpty();
    assertThat(run.log()).anyMatch(line -> line.startsWith("Database and users stay"));
  }

  @Test
  void statementsThatAreShortAloneAndLongTogether(@TempDir Path layers) {
    CLUSTER.layers(layers);
    MigrationFolder slow =
        MigrationFolder.of(
            "V1__slow.sql",
            "SELECT pg_sleep(4);\nSELECT pg_sleep(4);\nSELECT pg_sleep(4);\nSELECT pg_sleep(4);");

    Run run = CLUSTER.createWithin(TIMEOUT, slow.in(layers, State.minimal()));

    assertThat(run.refusal())
        .contains(
            "\"V1__slow.sql\" failed in the statement at line 2",
            "the time of the function was over, so split the file");
    assertThat(
            CLUSTER.ask(
                "postgres",
                "SELECT query FROM pg_stat_activity WHERE query LIKE '%pg_sleep(4)%' AND pid <> pg_backend_pid()"))
        .as("nothing goes on at the server")
        .isEmpty();
  }

  @Test
  void secretsThatNobodyHandsOut() {
    try (NetworkRelay secrets = CLUSTER.networkOfSecrets()) {
      secrets.swallow();

      assertThat(CLUSTER.createWithin(TIMEOUT, State.minimal()).refusal())
          .contains("the function was to read the secrets from Secrets Manager");
    }
  }

  @Test
  void aSlowNetworkIsNoReasonToGiveUp() {
    CLUSTER.network(network);
    network.delay(Duration.ofMillis(5));

    assertThat(CLUSTER.create(State.minimal()).error()).isEmpty();
  }

  @Test
  void connectionsThatAreResetAreMadeAgain() {
    CLUSTER.network(network);
    CuttingDriver driver =
        CuttingDriver.doingAfter(STEP, () -> network.end(NetworkRelay.Ending.RST));

    assertThat(CLUSTER.create(State.minimal(), driver).error()).isEmpty();
  }
}
