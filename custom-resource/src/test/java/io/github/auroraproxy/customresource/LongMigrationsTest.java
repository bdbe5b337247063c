package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Migrations that go on in further invocations, under limits of seconds in place of minutes. */
class LongMigrationsTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());

  /** Of which the function has half. */
  private static final Duration TIMEOUT = Duration.ofMillis(14_800);

  /** An invocation has 7.4 seconds, so it begins no file later than 2.4 seconds after its start. */
  private static final TimeLimits LIMITS =
      new TimeLimits(
          Duration.ofSeconds(4),
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  private static final String SLOW = "CREATE TABLE t%d (id int); SELECT pg_sleep(2.5);";
  private static final String NOT_CREATED = "aurora-database-not-created";

  private static final State NONE = State.minimal().with("Migrations", "none");

  @TempDir private static Path layers;

  @BeforeEach
  void reset() {
    CLUSTER.reset();
    CLUSTER.layers(layers);
    CLUSTER.limits(LIMITS);
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  private static State state(MigrationFolder folder) {
    return folder.in(layers, State.minimal()).with("MigrationTimeout", "300");
  }

  private static MigrationFolder slowFiles(int number) {
    MigrationFolder folder = MigrationFolder.of("V1__t.sql", SLOW.formatted(1));
    for (int i = 2; i <= number; i++) {
      folder = folder.with("V%d__t.sql".formatted(i), SLOW.formatted(i));
    }
    return folder;
  }

  private static LongRequest create(State state) {
    return new LongRequest(CLUSTER, CLUSTER.event("Create", state), TIMEOUT);
  }

  private static LongRequest update(State from, State to) {
    ObjectNode event = CLUSTER.updateEvent(from, to, from).put("RequestId", "update");
    return new LongRequest(CLUSTER, event, TIMEOUT);
  }

  private static LongRequest rollback(State from, State to) {
    ObjectNode event = CLUSTER.updateEvent(to, from, from).put("RequestId", "rollback");
    return new LongRequest(CLUSTER, event, TIMEOUT);
  }

  private static List<String> tables() {
    return CLUSTER.ask(
        "testdb",
        "SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]$' AND relkind = 'r' ORDER BY 1");
  }

  private static List<String> applied() {
    return CLUSTER.ask(
        "testdb",
        "SELECT version || ' ' || success FROM public.flyway_schema_history ORDER BY installed_rank");
  }

  private static String markOfOwner() {
    return CLUSTER
        .ask(
            "postgres",
            "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = 'testdb_owner'")
        .get(0);
  }

  private static List<String> openToOwner() {
    return CLUSTER.ask(
        "postgres",
        "SELECT 'login' FROM pg_roles WHERE rolname = 'testdb_owner' AND rolcanlogin"
            + " UNION ALL SELECT query FROM pg_stat_activity WHERE usename = 'testdb_owner'"
            + " OR usename = 'postgres_admin'");
  }

  @Test
  void eachInvocationAppliesWholeFilesAndTheLastOneFinishes() {
    LongRequest create = create(state(slowFiles(3)));

    Run first = create.next();
    assertThat(first.answer().orElseThrow().has("Data")).isFalse();
    assertThat(create.physicalResourceId()).isEqualTo(NOT_CREATED);
    assertThat(CLUSTER.askAs("testdb", "app_user", "SELECT 1")).isNotEmpty();

    int invocations = 0;
    Run run = first;
    while (!LongRequest.isComplete(run)) {
      int before = tables().size();
      assertThat(openToOwner()).as("between two invocations").isEmpty();
      assertThat(markOfOwner()).contains("\"request\":\"request\"");
      run = create.next();
      assertThat(tables().size()).isBetween(before, before + 1);
      invocations++;
    }

    assertThat(invocations).isGreaterThanOrEqualTo(3);
    assertThat(run.data().path("MigrationsApplied").asText()).isEqualTo("3");
    assertThat(run.answer().orElseThrow().path("PhysicalResourceId").asText())
        .startsWith("aurora-database/");
    assertThat(markOfOwner()).doesNotContain("\"request\"");
    assertThat(CLUSTER.askAs("testdb", "app_user", "SELECT count(*) FROM t3")).containsExactly("0");
    State state = state(slowFiles(3));
    Run again = CLUSTER.update(state, state);
    assertThat(again.changingStatements()).isEmpty();
    assertThat(LongRequest.isComplete(again)).isTrue();
  }

  @Test
  void whatIsCompleteIsOnlyConfirmed() {
    LongRequest create = create(NONE.with("MigrationTimeout", "300"));
    assertThat(LongRequest.isComplete(create.next())).isTrue();

    Run confirmed = create.next();

    assertThat(confirmed.answer().orElseThrow().toString()).isEqualTo("{\"IsComplete\":true}");
    assertThat(confirmed.statements()).isEmpty();
  }

  @Test
  void anAnswerThatIsLostIsGivenAgain() {
    LongRequest create = create(state(MigrationFolder.of("V1__t.sql", "CREATE TABLE t1 (id int)")));
    Run end = create.toTheEnd();

    Run again = create.once();

    assertThat(again.changingStatements()).isEmpty();
    JsonNode answer = again.answer().orElseThrow();
    assertThat(answer.path("IsComplete").asBoolean()).isTrue();
    assertThat(answer.path("PhysicalResourceId"))
        .isEqualTo(end.answer().orElseThrow().path("PhysicalResourceId"));
    assertThat(answer.at("/Data/MigrationsApplied").asText()).isEqualTo("1");
  }

  @Tag("long")
  @Test
  void twoInvocationsAtOnceApplyEachFileOnce() {
    LongRequest create = create(state(slowFiles(2)));
    create.next();

    CompletableFuture<Run> other = CompletableFuture.supplyAsync(create::once);
    assertThat(create.once().error()).isEmpty();
    assertThat(other.join().error()).isEmpty();

    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("2");
    assertThat(applied()).containsExactly("1 true", "2 true");
  }

  static IntStream statements() {
    return Thorough.isOn()
        ? IntStream.rangeClosed(1, 80)
        : IntStream.iterate(1, n -> n <= 80, n -> n + 11);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void anInvocationThatIsKilledIsMadeUpForByTheNext(int statement) {
    MigrationFolder folder =
        MigrationFolder.of("V1__t.sql", "CREATE TABLE t1 (id int)")
            .with("V2__t.sql", "CREATE TABLE t2 (id int)")
            .with("V3__i.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t2 (id)");
    LongRequest create = create(state(folder));
    create.next();

    try {
      create.next(CuttingDriver.killingAfter(statement));
    } catch (CuttingDriver.Killed killed) {
      assertThat(killed).isNotNull();
    }

    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("3");
    assertThat(applied()).containsExactly("1 true", "2 true", "3 true");
    assertThat(openToOwner()).isEmpty();
  }

  @Tag("long")
  @Test
  void anotherStackMayRunInBetween() {
    LongRequest create = create(state(slowFiles(2)));
    create.next();
    create.next();

    CLUSTER.limits(TimeLimits.OF_LAMBDA);
    CLUSTER.createBy(TestCluster.OTHER_STACK, NONE.database("others").users(new User[0])).data();
    CLUSTER.limits(LIMITS);

    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("2");
  }

  @Tag("long")
  @Test
  void anInvocationThatCannotHaveTheLockLeavesItToTheNext() throws SQLException {
    LongRequest create = create(state(slowFiles(1)));
    create.next();

    try (Connection other = CLUSTER.aurora().superuserConnection("postgres");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("COMMENT ON ROLE aurora_proxy_lock IS 'held'");
      Run waited = create.next();

      assertThat(LongRequest.isComplete(waited)).isFalse();
      assertThat(waited.log()).anyMatch(line -> line.contains("Another run held the lock"));
    }

    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("1");
  }

  @Test
  void aFileThatFailsLaterIsFollowedByARollback() {
    State before = NONE.users(User.named("app_user").with("READ_ONLY"));
    CLUSTER.create(before).data();
    State after = state(slowFiles(1).with("V2__t.sql", "SELECT 1/0")).users(User.named("app_user"));
    LongRequest update = update(before, after);

    assertThat(update.toTheEnd().refusal()).contains("\"V2__t.sql\" failed", "division by zero");
    assertThat(update.physicalResourceId()).startsWith("aurora-database/");

    rollback(before, after).toTheEnd().data();
    assertThat(tables()).containsExactly("t1");
    assertThat(markOfOwner()).doesNotContain("\"request\"");
    assertThat(CLUSTER.update(before, before).changingStatements()).isEmpty();
  }

  @Tag("long")
  @Test
  void aCreationThatFailsLaterIsDeletedWithoutALoss() {
    State state = state(slowFiles(1).with("V2__t.sql", "SELECT 1/0")).destroyed();
    LongRequest create = create(state);
    create.toTheEnd().refusal();
    List<String> left = CLUSTER.catalog();

    ObjectNode delete = CLUSTER.event("Delete", state);
    delete.put("PhysicalResourceId", create.physicalResourceId());
    LongRequest deletion = new LongRequest(CLUSTER, delete, TIMEOUT);
    Run deleted = deletion.next();

    assertThat(deleted.answer().orElseThrow().path("PhysicalResourceId").asText())
        .isEqualTo(create.physicalResourceId());
    assertThat(LongRequest.isComplete(deletion.next())).isTrue();
    assertThat(deleted.statements()).isEmpty();
    assertThat(CLUSTER.catalog()).isEqualTo(left);

    String sameStackAgain = TestCluster.STACK.replaceFirst("1$", "2");
    State cured = state(slowFiles(1).with("V2__t.sql", "CREATE TABLE t2 (id int)")).destroyed();
    ObjectNode event = CLUSTER.event("Create", cured).put("StackId", sameStackAgain);
    assertThat(new LongRequest(CLUSTER, event, TIMEOUT).toTheEnd().error()).isEmpty();
    assertThat(applied()).containsExactly("1 true", "2 true");

    assertThat(CLUSTER.deleteBy(sameStackAgain, cured).error()).isEmpty();
    assertThat(CLUSTER.ask("postgres", "SELECT 1 FROM pg_database WHERE datname = 'testdb'"))
        .isEmpty();
  }

  @Tag("long")
  @Test
  void aFileThatTakesLongerThanItMay() {
    LongRequest create =
        create(
            state(
                MigrationFolder.of("V1__t.sql", "CREATE TABLE t1 (id int)")
                    .with("V2__slow.sql", "SELECT pg_sleep(1.5); ".repeat(4))));

    assertThat(create.toTheEnd().refusal())
        .contains("\"V2__slow.sql\" took longer than 4 seconds", "so split it")
        .contains("each file that ended is applied for good");
    assertThat(applied()).containsExactly("1 true");
    assertThat(openToOwner()).isEmpty();
  }

  @Tag("long")
  @Test
  void anIndexThatTakesLongerThanItMayIsNamed() throws SQLException {
    LongRequest create =
        create(
            state(
                MigrationFolder.of("V1__t.sql", "CREATE TABLE t1 (id int)")
                    .with("V2__i.sql", "CREATE INDEX CONCURRENTLY i ON t1 (id)")));
    create.next();

    try (Connection other = CLUSTER.aurora().superuserConnection("testdb");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT txid_current()");

      assertThat(create.toTheEnd().refusal())
          .contains("\"V2__i.sql\" took longer than 4 seconds")
          .contains("DROP INDEX CONCURRENTLY public.i;");
    }
  }

  @Test
  void noFileIsBegunForWhichAnInvocationHasNoTime() {
    LongRequest create =
        create(
            state(
                slowFiles(1)
                    .with("V2__t.sql", "CREATE TABLE t2 (id int)")
                    .with("V3__i.sql", "CREATE INDEX CONCURRENTLY i ON t2 (id)")));
    create.next();
    create.next();

    assertThat(applied()).as("no attempt is noted").doesNotContain("3 false", "2 false");
    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("3");
  }

  @Tag("long")
  @Test
  void allTogetherTakeLongerThanTheyMay() {
    LongRequest create = create(state(slowFiles(3)));
    create.next();
    create.next();
    create.endsIn(Duration.ZERO);

    assertThat(create.toTheEnd().refusal())
        .contains("not applied within the 5 minutes of migrationTimeout")
        .containsPattern("[23] files are left")
        .contains("the next deployment goes on with the rest");

    LongRequest next = create(state(slowFiles(3)));
    assertThat(next.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("3");
  }

  @Tag("long")
  @Test
  void allTogetherTakeLongerThanTheyMayInTheMiddleOfAFile() {
    LongRequest create = create(state(MigrationFolder.of("V1__slow.sql", "SELECT pg_sleep(3.5)")));
    create.next();
    create.endsIn(Duration.ofSeconds(3));

    assertThat(create.toTheEnd().refusal())
        .containsAnyOf(
            "\"V1__slow.sql\" was ended, because all together have taken the 5 minutes",
            "not applied within the 5 minutes");
  }

  @Tag("long")
  @Test
  void aRequestThatWasRolledBackChangesNothingMore() {
    State before = NONE;
    CLUSTER.create(before).data();
    LongRequest update =
        update(before, state(slowFiles(3)).users(User.named("app_user"), User.named("further")));
    CLUSTER.storeUser("further");
    update.next();

    rollback(before, state(slowFiles(3))).toTheEnd().data();
    List<String> rolledBack = CLUSTER.catalog();
    Run late = update.next();

    assertThat(late.refusal()).contains("a later one, such as a rollback, has worked on it");
    assertThat(late.changingStatements()).isEmpty();
    assertThat(CLUSTER.catalog()).isEqualTo(rolledBack);
  }

  /** A file that runs for a minute, and time for it. */
  private State oneLongFile() {
    CLUSTER.limits(
        new TimeLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60)));
    return state(MigrationFolder.of("V1__slow.sql", "CREATE TABLE t1 (); SELECT pg_sleep(59)"));
  }

  @Test
  void aRollbackEndsWhatRunsForTheRequestBeforeIt() throws Exception {
    State before = NONE;
    CLUSTER.create(before).data();
    State after = oneLongFile();
    LongRequest update =
        new LongRequest(
            CLUSTER,
            CLUSTER.updateEvent(before, after, before).put("RequestId", "update"),
            Duration.ofSeconds(90));
    update.next();
    CompletableFuture<Run> running = CompletableFuture.supplyAsync(update::next);
    awaitSleepingMigration();

    LongRequest rollback =
        new LongRequest(
            CLUSTER,
            CLUSTER.updateEvent(after, before, before).put("RequestId", "rollback"),
            Duration.ofSeconds(90));
    rollback.next().data();

    assertThat(running.join().refusal()).contains("a later one, such as a rollback");
    assertThat(tables()).isEmpty();
    assertThat(openToOwner()).isEmpty();
  }

  @Tag("long")
  @Test
  void aDeletionEndsWhatRunsForTheCreationBeforeIt() throws Exception {
    State state = oneLongFile();
    LongRequest create =
        new LongRequest(CLUSTER, CLUSTER.event("Create", state), Duration.ofSeconds(90));
    create.next();
    CompletableFuture<Run> running = CompletableFuture.supplyAsync(create::next);
    awaitSleepingMigration();

    // CloudFormation makes an id of its own for what it canceled before it had one.
    ObjectNode delete = CLUSTER.event("Delete", state).put("RequestId", "delete");
    delete.put("PhysicalResourceId", "Stack-Database-1ABCDEF");
    assertThat(CLUSTER.invoke(delete, new org.postgresql.Driver(), TIMEOUT).error()).isEmpty();

    assertThat(running.join().refusal()).contains("a later one, such as a rollback");
    assertThat(tables()).isEmpty();
    assertThat(markOfOwner()).contains("\"released\":true").doesNotContain("\"request\"");
  }

  private static void awaitSleepingMigration() throws InterruptedException {
    while (CLUSTER
        .ask(
            "postgres",
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'testdb_owner' AND wait_event = 'PgSleep'")
        .isEmpty()) {
      Thread.sleep(50);
    }
  }

  @Tag("long")
  @Test
  void aSessionThatIsEndedInTheMiddleOfAFileIsMadeUpFor() throws Exception {
    LongRequest create = create(state(slowFiles(2)));
    create.next();
    CompletableFuture<Run> running = CompletableFuture.supplyAsync(create::next);
    awaitSleepingMigration();

    CLUSTER.asSuperuser(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'testdb_owner'");

    assertThat(running.join().error()).isEmpty();
    assertThat(create.toTheEnd().data().path("MigrationsApplied").asText()).isEqualTo("2");
    assertThat(applied()).containsExactly("1 true", "2 true");
  }

  @Test
  void theLogSaysHowFarTheMigrationsHaveCome() {
    LongRequest create = create(state(slowFiles(2)));

    assertThat(create.next().log())
        .contains("2 files of migrations left", "the next invocation goes on with the migrations");
    assertThat(create.next().log())
        .containsSubsequence("applying \"V1__t.sql\"", "applied \"V1__t.sql\"");
  }

  @Test
  void anIdThatCloudFormationWouldNotGiveIsRefused() {
    ObjectNode event =
        CLUSTER
            .event("Create", NONE.with("MigrationTimeout", "300"))
            .put("RequestId", "x\ninjected");

    assertThat(new LongRequest(CLUSTER, event, TIMEOUT).once().refusal())
        .contains("RequestId is \"x");
  }

  @Test
  void anEventThatThisFunctionDidNotAnswerIsRefused() {
    ObjectNode event = CLUSTER.event("Create", NONE).put("IsComplete", false);

    assertThatThrownBy(() -> new LongRequest(CLUSTER, event, TIMEOUT).next().data())
        .hasMessageContaining("MigrationsEnd");
    event.put("MigrationsEnd", "soon");
    assertThat(new LongRequest(CLUSTER, event, TIMEOUT).once().refusal())
        .contains("MigrationsEnd is \"soon\"");
  }
}
