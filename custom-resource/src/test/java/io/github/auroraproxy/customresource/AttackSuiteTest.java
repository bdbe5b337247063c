package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everybody who can log in to the application's database tries to become more than that: before
 * every run of the function, one technique a test. At the end no attribute, membership or owner is
 * another than without the attack, and no planted code has run as the admin, or, of those who may
 * not create anything, as the owner.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class AttackSuiteTest {

  private static final Map<String, Siege> PLAYED = new HashMap<>();

  @TempDir static Path layers;

  private final TestCluster cluster;

  AttackSuiteTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @BeforeEach
  void findMigrations() {
    cluster.layers(layers);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  /** Every level attacks in the same life, which is played once. */
  private Siege siege(String name, Technique technique) {
    String key = cluster.aurora().majorVersion() + name;
    Siege played = PLAYED.get(key);
    if (played == null) {
      played = Siege.play(cluster, new AttackedLife(layers), technique);
      PLAYED.put(key, played);
    }
    return played;
  }

  private void winsNothing(Level level, String name, Technique technique) {
    Siege peace = siege("peace", attacker -> {});

    assertThat(siege(name, technique).won(level, peace)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void operators(Level level) {
    winsNothing(level, "operators", CodeTechniques::operators);
  }

  @ParameterizedTest
  @EnumSource
  void functions(Level level) {
    winsNothing(level, "functions", CodeTechniques::functions);
  }

  @ParameterizedTest
  @EnumSource
  void casts(Level level) {
    winsNothing(level, "casts", CodeTechniques::casts);
  }

  @ParameterizedTest
  @EnumSource
  void views(Level level) {
    winsNothing(level, "views", CodeTechniques::views);
  }

  @ParameterizedTest
  @EnumSource
  void securityDefinersOfRemovedUsers(Level level) {
    winsNothing(level, "security definers", CodeTechniques::securityDefiners);
  }

  @ParameterizedTest
  @EnumSource
  void triggers(Level level) {
    winsNothing(level, "triggers", TableTechniques::triggers);
  }

  @ParameterizedTest
  @EnumSource
  void histories(Level level) {
    winsNothing(level, "history", TableTechniques::history);
  }

  @ParameterizedTest
  @EnumSource
  void viewsInPlaceOfTables(Level level) {
    winsNothing(level, "views in place of tables", CodeTechniques::viewsInPlaceOfTables);
  }

  @ParameterizedTest
  @EnumSource
  void rules(Level level) {
    winsNothing(level, "rules", TableTechniques::rules);
  }

  @ParameterizedTest
  @EnumSource
  void policies(Level level) {
    winsNothing(level, "policies", TableTechniques::policies);
  }

  @ParameterizedTest
  @EnumSource
  void defaultExpressions(Level level) {
    winsNothing(level, "defaults", TableTechniques::defaults);
  }

  @ParameterizedTest
  @EnumSource
  void domainsAndChecks(Level level) {
    winsNothing(level, "domains", TableTechniques::domains);
  }

  @ParameterizedTest
  @EnumSource
  void indexExpressions(Level level) {
    winsNothing(level, "indexes", TableTechniques::indexes);
  }

  @ParameterizedTest
  @EnumSource
  void foreignKeys(Level level) {
    winsNothing(level, "foreign keys", TableTechniques::foreignKeys);
  }

  @ParameterizedTest
  @EnumSource
  void settings(Level level) {
    winsNothing(level, "settings", StateTechniques::settings);
  }

  @ParameterizedTest
  @EnumSource
  void comments(Level level) {
    winsNothing(level, "comments", StateTechniques::comments);
  }

  @ParameterizedTest
  @EnumSource
  void memberships(Level level) {
    winsNothing(level, "memberships", StateTechniques::memberships);
  }

  @ParameterizedTest
  @EnumSource
  void largeObjects(Level level) {
    winsNothing(level, "large objects", StateTechniques::largeObjects);
  }

  @ParameterizedTest
  @EnumSource
  void names(Level level) {
    winsNothing(level, "names", StateTechniques::names);
  }

  @ParameterizedTest
  @EnumSource
  void objectsOfEveryKind(Level level) {
    winsNothing(level, "kinds", StateTechniques::kinds);
  }

  @ParameterizedTest
  @EnumSource
  void advisoryLocks(Level level) {
    winsNothing(level, "advisory locks", LockTechniques::advisory);
  }

  @ParameterizedTest
  @EnumSource
  void locksOnRolesAndCatalogs(Level level) {
    winsNothing(level, "locks on roles", LockTechniques::roles);
  }

  @ParameterizedTest
  @EnumSource
  void sessionsAndTransactionsThatNeverEnd(Level level) {
    winsNothing(level, "sessions", LockTechniques::sessions);
  }
}
