package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.state.Mark;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of marks in docs/custom-resource.md, a row a case: where objects come from, and what
 * Create, Update and Delete do to them.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class MarksTest {

  private static final State STATE = State.minimal();
  private static final String MADE_BEFORE =
      "arn:aws:cloudformation:us-east-1:111122223333:stack/AuroraProxy/0";
  private static final String CLONE =
      "arn:aws:cloudformation:us-east-1:444455556666:stack/AuroraProxy/1";
  private static final String THIRD = "arn:aws:cloudformation:us-east-1:111122223333:stack/Third/3";

  /** Where the database and its user come from before this stack is deployed. */
  enum Case {
    NOTHING_THERE(c -> {}, false, Mark.Origin.CREATED),
    MADE_AGAIN_AFTER_A_FAILED_CREATION(
        c ->
            c.send(
                "Create",
                MADE_BEFORE,
                c.properties(
                    STATE.users(User.named("app_user").set("session_preload_libraries", "x"))),
                Optional.empty(),
                STATE),
        false,
        Mark.Origin.CREATED),
    IN_USE_BY_ANOTHER_AND_ADOPTED(
        c -> c.createBy(TestCluster.OTHER_STACK, STATE).data(), true, Mark.Origin.ADOPTED),
    IN_USE_BY_THE_STACK_OF_ANOTHER_ACCOUNT_AND_ADOPTED(
        c -> c.createBy(CLONE, STATE).data(), true, Mark.Origin.ADOPTED),
    RELEASED_BY_ANOTHER(MarksTest::releasedByAnother, false, Mark.Origin.REUSED),
    RELEASED_BY_ANOTHER_AND_ADOPTED(MarksTest::releasedByAnother, true, Mark.Origin.ADOPTED),
    OF_A_PERSON(MarksTest::ofAPerson, false, Mark.Origin.EXISTING),
    OF_A_PERSON_AND_ADOPTED(MarksTest::ofAPerson, true, Mark.Origin.EXISTING);

    private final Consumer<TestCluster> given;
    private final boolean adopts;
    private final Mark.Origin origin;

    Case(Consumer<TestCluster> given, boolean adopts, Mark.Origin origin) {
      this.given = given;
      this.adopts = adopts;
      this.origin = origin;
    }

    State state() {
      return adopts ? STATE.adopting() : STATE;
    }
  }

  private final TestCluster cluster;

  MarksTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  private static void releasedByAnother(TestCluster cluster) {
    cluster.createBy(TestCluster.OTHER_STACK, STATE).data();
    cluster.deleteBy(TestCluster.OTHER_STACK, STATE).data();
  }

  private static void ofAPerson(TestCluster cluster) {
    cluster.asMaster(
        "postgres",
        "CREATE DATABASE testdb",
        "CREATE ROLE app_user LOGIN",
        "COMMENT ON ROLE app_user IS 'Ours'");
    cluster.asMaster("testdb", "CREATE TABLE kept AS SELECT 1 AS id");
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  private Optional<Mark> mark(String role) {
    return Mark.in(comment(role));
  }

  private Optional<String> comment(String role) {
    return cluster
        .ask(
            "postgres",
            "SELECT coalesce(shobj_description(oid, 'pg_authid'), '') FROM pg_roles WHERE rolname = '%s'"
                .formatted(role))
        .stream()
        .findFirst();
  }

  private boolean exists(String kind, String name) {
    return !cluster
        .ask(
            "postgres",
            kind.equals("role")
                ? "SELECT rolname FROM pg_roles WHERE rolname = '%s'".formatted(name)
                : "SELECT datname FROM pg_database WHERE datname = '%s'".formatted(name))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsUsedIsMarkedByItsUserWithItsOrigin(Case from) {
    from.given.accept(cluster);

    cluster.create(from.state()).data();

    assertThat(mark("app_user"))
        .hasValueSatisfying(
            mark -> {
              assertThat(mark.resource().stackId()).isEqualTo(TestCluster.STACK);
              assertThat(mark.origin()).isEqualTo(from.origin);
              assertThat(mark.released()).isFalse();
            });
    assertThat(mark("testdb_owner").flatMap(Mark::databaseOrigin)).contains(from.origin);
    assertThat(cluster.update(from.state(), from.state()).changes()).isEqualTo("nothing to change");
    assertThat(cluster.createBy(THIRD, STATE).refusal())
        .contains("by " + TestCluster.STACK, "set Adopt to take it over");
  }

  @ParameterizedTest
  @EnumSource
  void deleteUnderRetainReleasesIt(Case from) {
    from.given.accept(cluster);
    cluster.create(from.state()).data();

    cluster.delete(from.state()).data();

    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    if (from.origin == Mark.Origin.EXISTING) {
      assertThat(comment("app_user")).as("a person's comment").contains("Ours");
    } else {
      assertThat(mark("app_user").filter(Mark::released)).isPresent();
    }
    assertThat(mark("testdb_owner").filter(Mark::released)).isPresent();
    cluster.createBy(THIRD, STATE).data();
  }

  @ParameterizedTest
  @EnumSource
  void deleteUnderDestroyDropsWhatWasCreatedOrAdopted(Case from) {
    from.given.accept(cluster);
    State state = from.state().destroyed();
    cluster.create(state).data();

    Run delete = cluster.delete(state);

    delete.data();
    assertThat(exists("database", "testdb")).isEqualTo(!from.origin.isDroppable());
    assertThat(exists("role", "app_user")).isEqualTo(!from.origin.isDroppable());
    if (!from.origin.isDroppable()) {
      assertThat(delete.log()).anyMatch(line -> line.contains("Database 'testdb' is not dropped"));
      assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM test_table"))
          .containsExactly("2");
    }
  }

  @Test
  void whatAnotherUsesIsRefusedWhateverTheOwnersName() {
    cluster.createBy(CLONE, STATE).data();
    List<String> before = cluster.catalog();

    assertThat(cluster.create(STATE).refusal()).contains("was created by " + CLONE);
    assertThat(cluster.create(STATE.with("OwnerName", "lord")).refusal())
        .contains("was created by " + CLONE);
    assertThat(cluster.create(STATE.users().isEmpty() ? STATE : STATE.database("mine")).refusal())
        .contains("The role 'app_user' was created by " + CLONE);
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aPersonsDatabaseThatAnotherUsesIsRefusedWhateverTheOwnersName() {
    ofAPerson(cluster);
    cluster.createBy(TestCluster.OTHER_STACK, STATE).data();
    cluster.storeUser("reader");
    State other = STATE.users(User.named("reader")).with("OwnerName", "lord");

    assertThat(cluster.create(other).refusal())
        .startsWith("The database 'testdb' is used by " + TestCluster.OTHER_STACK);

    cluster.deleteBy(TestCluster.OTHER_STACK, STATE).data();
    cluster.createBy(TestCluster.OTHER_STACK, STATE.with("Migrations", "none")).data();
    cluster.create(other.adopting()).data();
    assertThat(cluster.askAs("testdb", "reader", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
  }

  @Test
  void aStackThatLostItsDatabaseToAnotherDropsNothing() {
    cluster.create(STATE.destroyed()).data();
    cluster.createBy(TestCluster.OTHER_STACK, STATE.adopting()).data();
    List<String> before = cluster.catalog();

    cluster.delete(STATE.destroyed()).data();

    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aDatabaseThatAPersonMadeInPlaceOfTheCreatedOneIsAPersons() {
    cluster.create(STATE.destroyed()).data();
    cluster.asMaster("postgres", "DROP DATABASE testdb WITH (FORCE)", "CREATE DATABASE testdb");
    cluster.asMaster("testdb", "CREATE TABLE kept AS SELECT 1 AS id");

    cluster.update(STATE.destroyed(), STATE.destroyed()).data();
    cluster.delete(STATE.destroyed()).data();

    assertThat(cluster.ask("testdb", "SELECT count(*)::text FROM kept")).containsExactly("1");
  }

  @Test
  void destroyHasToBeDeployedAndIsNotTakenFromAnEvent() {
    cluster.create(STATE).data();

    cluster.delete(STATE.destroyed()).data();

    assertThat(exists("database", "testdb")).isTrue();
    assertThat(exists("role", "app_user")).isTrue();
  }

  @Test
  void aUserThatLeavesWithTheDeploymentOfDestroyKeepsItsRole() {
    State two = STATE.users(User.named("app_user"), User.named("leaving"));
    cluster.storeUser("leaving");
    cluster.create(two).data();

    cluster.update(two, STATE.destroyed()).data();

    assertThat(mark("leaving").filter(Mark::released)).isPresent();
    assertThat(
            cluster.ask(
                "testdb", "SELECT has_database_privilege('leaving', 'testdb', 'CONNECT')::text"))
        .containsExactly("false");
  }

  @Test
  void aUserThatIsNeededElsewhereKeepsItsRole() {
    State two = STATE.users(User.named("app_user"), User.named("leaving")).destroyed();
    cluster.storeUser("leaving");
    cluster.create(two).data();
    cluster.asMaster("postgres", "CREATE DATABASE other");
    cluster.asMaster("postgres", "GRANT CONNECT ON DATABASE other TO leaving");

    Run update = cluster.update(two, STATE.destroyed());

    update.data();
    assertThat(update.log())
        .contains(
            "Role leaving is not dropped, because objects in [other] belong to it or grant it privileges.");
    assertThat(mark("leaving").filter(Mark::released)).isPresent();
  }
}
