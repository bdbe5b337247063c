package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The users attack between two statements of one run: after what the run has looked at, and before
 * what it does about it.
 */
@Tag("long")
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class AttackDuringRunTest {

  /** How many moments are tried on each version. */
  private static final int SAMPLE = 4;

  private static final List<Technique> TECHNIQUES =
      List.of(
          Technique.OPERATORS,
          Technique.FUNCTIONS,
          Technique.VIEWS_NAMED_AS_CATALOGS,
          Technique.HISTORY_MADE_BEFOREHAND,
          Technique.TRIGGERS,
          Technique.SECURITY_DEFINERS,
          Technique.MEMBERSHIPS,
          Technique.COMMENTS);

  private static final State NONE =
      State.minimal()
          .users(
              User.named(Level.ALL.user()),
              User.named(Level.READ_WRITE.user()).with("READ_WRITE"),
              User.named(Level.READ_ONLY.user()).with("READ_ONLY"))
          .with("Migrations", "none")
          .destroyed();

  /** Everything changes at once: tables, levels, and one user goes. */
  private static final State SAMPLE_TABLES =
      NONE.users(
              User.named(Level.ALL.user()).with("READ_WRITE"), User.named(Level.READ_WRITE.user()))
          .with("Migrations", "sample");

  @TempDir Path layers;

  private final int majorVersion;
  private final TestCluster cluster;

  AttackDuringRunTest(int majorVersion) {
    this.majorVersion = majorVersion;
    cluster = TestCluster.of(majorVersion);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void findMigrations() {
    cluster.layers(layers);
  }

  private void deploy() {
    cluster.reset();
    for (Level level : Level.values()) {
      cluster.storeUser(level.user());
    }
    cluster.create(NONE).data();
  }

  @Test
  void nobodyBecomesMoreInTheMiddleOfARun() {
    deploy();
    CuttingDriver counting = CuttingDriver.counting();
    cluster.update(NONE, SAMPLE_TABLES, counting).data();
    ClusterSnapshot peace = ClusterSnapshot.of(cluster);

    assertThat(moments(counting.executed()))
        .allSatisfy(
            moment -> {
              deploy();
              long mark = PlantedCode.mark(cluster);
              CuttingDriver driver = CuttingDriver.doingAfter(moment, this::attack);

              cluster.update(NONE, SAMPLE_TABLES, driver);
              // Whatever the attack has made of that run, the next one ends well.
              cluster.update(SAMPLE_TABLES, SAMPLE_TABLES).data();

              assertThat(PlantedCode.sightings(cluster, mark))
                  .filteredOn(
                      sighting ->
                          sighting.is(cluster.aurora().masterUsername())
                              || sighting.is("testdb_owner"))
                  .isEmpty();
              assertThat(ClusterSnapshot.of(cluster).differencesFrom(peace, mayOwnMore()))
                  .isEmpty();
            });
  }

  /** Spread over the run, and different ones on every version. */
  private List<Integer> moments(int statements) {
    List<Integer> versions = TestCluster.versions();
    int all = SAMPLE * versions.size();
    return IntStream.range(0, SAMPLE)
        .map(i -> i * versions.size() + versions.indexOf(majorVersion))
        .map(i -> 1 + i * (statements - 1) / Math.max(1, all - 1))
        .boxed()
        .toList();
  }

  private void attack() {
    for (Level level : Level.values()) {
      try (Attacker attacker = new Attacker(cluster, level)) {
        TECHNIQUES.forEach(technique -> technique.plant(attacker));
      }
    }
  }

  private static Set<String> mayOwnMore() {
    return Arrays.stream(Level.values()).map(Level::user).collect(Collectors.toSet());
  }
}
