package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everybody who can log in to the application's database tries to become more than that, before
 * every run of the function, one technique a test. At the end no attribute, membership or owner is
 * another than without the attack, and no planted code has run as the admin, or, of those who may
 * not create anything, as the owner.
 */
@Tag("long")
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class AttackSuiteTest {

  /** One thread a version: a server waits more than it works. */
  private static final Map<Integer, ExecutorService> THREADS =
      TestCluster.versions().stream()
          .collect(Collectors.toMap(v -> v, v -> Executors.newSingleThreadExecutor()));

  private static final Map<String, CompletableFuture<Siege>> SIEGES = new ConcurrentHashMap<>();

  @TempDir static Path layers;

  private final int majorVersion;

  AttackSuiteTest(int majorVersion) {
    this.majorVersion = majorVersion;
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @AfterAll
  static void end() {
    SIEGES.values().forEach(CompletableFuture::join);
    THREADS.values().forEach(ExecutorService::shutdown);
  }

  private void winsNothing(Technique technique, Level level) {
    Siege peace = siege(List.of());
    Siege siege = siege(technique.company());

    assertThat(siege.used()).as("what PostgreSQL let anybody plant").contains(technique);
    assertThat(siege.won(technique, level, peace)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void operators(Level level) {
    winsNothing(Technique.OPERATORS, level);
  }

  @ParameterizedTest
  @EnumSource
  void functions(Level level) {
    winsNothing(Technique.FUNCTIONS, level);
  }

  @ParameterizedTest
  @EnumSource
  void casts(Level level) {
    winsNothing(Technique.CASTS, level);
  }

  @ParameterizedTest
  @EnumSource
  void viewsNamedAsCatalogs(Level level) {
    winsNothing(Technique.VIEWS_NAMED_AS_CATALOGS, level);
  }

  @ParameterizedTest
  @EnumSource
  void template1(Level level) {
    winsNothing(Technique.TEMPLATE1, level);
  }

  @ParameterizedTest
  @EnumSource
  void triggers(Level level) {
    winsNothing(Technique.TRIGGERS, level);
  }

  @ParameterizedTest
  @EnumSource
  void rules(Level level) {
    winsNothing(Technique.RULES, level);
  }

  @ParameterizedTest
  @EnumSource
  void policies(Level level) {
    winsNothing(Technique.POLICIES, level);
  }

  @ParameterizedTest
  @EnumSource
  void defaultExpressions(Level level) {
    winsNothing(Technique.DEFAULT_EXPRESSIONS, level);
  }

  @ParameterizedTest
  @EnumSource
  void domainsAndChecks(Level level) {
    winsNothing(Technique.DOMAINS_AND_CHECKS, level);
  }

  @ParameterizedTest
  @EnumSource
  void indexExpressions(Level level) {
    winsNothing(Technique.INDEX_EXPRESSIONS, level);
  }

  @ParameterizedTest
  @EnumSource
  void foreignKeys(Level level) {
    winsNothing(Technique.FOREIGN_KEYS, level);
  }

  @ParameterizedTest
  @EnumSource
  void historyMadeBeforehand(Level level) {
    winsNothing(Technique.HISTORY_MADE_BEFOREHAND, level);
  }

  @ParameterizedTest
  @EnumSource
  void viewsNamedAsTables(Level level) {
    winsNothing(Technique.VIEWS_NAMED_AS_TABLES, level);
  }

  @ParameterizedTest
  @EnumSource
  void securityDefiners(Level level) {
    winsNothing(Technique.SECURITY_DEFINERS, level);
  }

  @ParameterizedTest
  @EnumSource
  void objectsOfEveryKind(Level level) {
    winsNothing(Technique.OBJECTS_OF_EVERY_KIND, level);
  }

  @ParameterizedTest
  @EnumSource
  void temporaryObjects(Level level) {
    winsNothing(Technique.TEMPORARY_OBJECTS, level);
  }

  @ParameterizedTest
  @EnumSource
  void largeObjects(Level level) {
    winsNothing(Technique.LARGE_OBJECTS, level);
  }

  @ParameterizedTest
  @EnumSource
  void grantsToTheAdmin(Level level) {
    winsNothing(Technique.GRANTS_TO_THE_ADMIN, level);
  }

  @ParameterizedTest
  @EnumSource
  void ownersRights(Level level) {
    winsNothing(Technique.OWNERS_RIGHTS, level);
  }

  @ParameterizedTest
  @EnumSource
  void comments(Level level) {
    winsNothing(Technique.COMMENTS, level);
  }

  @ParameterizedTest
  @EnumSource
  void memberships(Level level) {
    winsNothing(Technique.MEMBERSHIPS, level);
  }

  @ParameterizedTest
  @EnumSource
  void names(Level level) {
    winsNothing(Technique.NAMES, level);
  }

  @ParameterizedTest
  @EnumSource
  void settings(Level level) {
    winsNothing(Technique.SETTINGS, level);
  }

  @ParameterizedTest
  @EnumSource
  void advisoryLocks(Level level) {
    winsNothing(Technique.ADVISORY_LOCKS, level);
  }

  @ParameterizedTest
  @EnumSource
  void locksOnRolesAndCatalogs(Level level) {
    winsNothing(Technique.LOCKS_ON_ROLES_AND_CATALOGS, level);
  }

  @ParameterizedTest
  @EnumSource
  void sessionsThatStay(Level level) {
    winsNothing(Technique.SESSIONS_THAT_STAY, level);
  }

  @ParameterizedTest
  @EnumSource
  void ownRoleInATransaction(Level level) {
    winsNothing(Technique.OWN_ROLE_IN_A_TRANSACTION, level);
  }

  /** All levels attack in the same life, which is played once, and on every version at once. */
  private Siege siege(List<Technique> techniques) {
    TestCluster.versions().forEach(version -> siege(version, techniques));
    return siege(majorVersion, techniques).join();
  }

  private static CompletableFuture<Siege> siege(int version, List<Technique> techniques) {
    return SIEGES.computeIfAbsent(
        version + " " + techniques,
        key ->
            CompletableFuture.supplyAsync(
                () -> {
                  TestCluster cluster = TestCluster.of(version);
                  // The versions write their files side by side.
                  Path directory = layers.resolve(String.valueOf(version));
                  cluster.layers(directory);
                  return Siege.play(cluster, new AttackedLife(directory), techniques);
                },
                THREADS.get(version)));
  }
}
