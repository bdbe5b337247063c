package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may invoke the function sends it an event that no deployment would. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class RogueEventTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final State OTHER =
      State.minimal().database("other").users(User.named("other_user"));

  private final TestCluster cluster;

  RogueEventTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void deploy() {
    cluster.reset();
    List.of("other_user", "third_user").forEach(cluster::storeUser);
    cluster.create(State.minimal()).data();
  }

  private String clusters() {
    return "[{\"host\":\"%s\",\"port\":%d,\"tls\":\"verify-full\",\"adminSecretArn\":\"%s\"}]"
        .formatted(
            cluster.aurora().host(),
            cluster.aurora().port(),
            TestCluster.arn(TestCluster.ADMIN_SECRET));
  }

  private Run invoke(ObjectNode event) {
    return cluster.invoke(event, clusters(), TIMEOUT);
  }

  private static ObjectNode properties(ObjectNode event) {
    return (ObjectNode) event.get("ResourceProperties");
  }

  private void theRowsAreThere() {
    assertThat(cluster.askAs("testdb", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
  }

  private void refusedWithoutAChange(Run run, List<String> before) {
    assertThat(run.error()).isPresent();
    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void aDeletionDropsNothingThatWasDeployedToStay() {
    cluster.delete(State.minimal().destroyed()).data();

    theRowsAreThere();
  }

  @Test
  void aDeletionByAnotherStackOrResourceDropsNothing() {
    cluster.update(State.minimal(), State.minimal().destroyed()).data();
    List<String> before = cluster.catalog();
    ObjectNode byStack = cluster.event("Delete", State.minimal().destroyed());
    byStack.put("StackId", TestCluster.OTHER_STACK).put("PhysicalResourceId", "x");
    ObjectNode byResource = cluster.event("Delete", State.minimal().destroyed());
    byResource.put("LogicalResourceId", "Other").put("PhysicalResourceId", "x");

    invoke(byStack);
    invoke(byResource);

    assertThat(cluster.catalog()).isEqualTo(before);
    theRowsAreThere();
  }

  /**
   * CloudFormation sends no Delete for what a failed update made, so the rollback takes it down.
   */
  @Test
  void anUpdateDropsNoDatabaseThatItCallsTheFormerOne() {
    cluster.create(OTHER).data();

    cluster.rollback(State.minimal(), OTHER.destroyed()).data();

    assertThat(cluster.askAs("other", "other_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    theRowsAreThere();
  }

  @Test
  void anUpdateRenamesNoRoleThatItCallsAFormerUser() {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    List<String> before = cluster.catalog();
    State to = State.minimal().users(User.named("app_user").withSecret("app_user"));
    State from =
        State.minimal()
            .users(
                User.named("other_user").withSecret("app_user"),
                User.named("other_owner").withSecret("app_user"),
                User.named("postgres_admin").withSecret("app_user"))
            .destroyed();

    cluster.update(from, to);

    assertThat(cluster.catalog()).isEqualTo(before);
  }

  @Test
  void noUserIsARoleThatRules() {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    List<String> before = cluster.catalog();

    assertThat(
            List.of(
                "testdb_owner",
                "other_owner",
                "aurora_proxy_lock",
                "postgres_admin",
                "pg_monitor",
                "pg_database_owner",
                "rds_superuser",
                "rdsadmin",
                "public",
                "none"))
        .allSatisfy(
            name -> {
              cluster.storeUser(name);
              State state =
                  State.minimal().users(User.named("app_user"), User.named(name)).adopting();
              refusedWithoutAChange(cluster.create(state), before);
            });
  }

  @Test
  void noOwnerIsARoleOfSomebodyElse() {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    List<String> before = cluster.catalog();
    State third = State.minimal().database("third").users(User.named("third_user")).adopting();

    assertThat(
            List.of(
                "app_user",
                "other_user",
                "other_owner",
                "aurora_proxy_lock",
                "postgres_admin",
                "rdsadmin",
                "rds_superuser",
                "pg_database_owner",
                "pg_monitor",
                "public",
                "none",
                "a\nb"))
        .allSatisfy(
            name -> {
              State mine = State.minimal().adopting();
              refusedWithoutAChange(cluster.create(mine.with("OwnerName", name)), before);
              refusedWithoutAChange(cluster.create(third.with("OwnerName", name)), before);
            });
  }

  @Test
  void aNameIsNoStatement() {
    String name = "x\"; ALTER ROLE app_user SUPERUSER; --' $$ \\";
    cluster.storeUser(name);
    State state = State.minimal().database(name + "d").users(User.named(name));

    assertThat(cluster.create(state.with("OwnerName", name)).refusal())
        .contains("holds a quotation mark, a backslash or a dollar sign; choose a name without.");
    cluster.create(state).data();
    cluster.update(state, state).data();
    cluster.delete(state).data();

    assertThat(cluster.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolsuper"))
        .containsExactly("rdsadmin");
  }

  @Test
  void anExtensionIsAName() {
    List<String> before = cluster.catalog();

    assertThat(
            List.of(
                "hstore; ALTER ROLE app_user CREATEROLE",
                "hstore\" CASCADE; ALTER ROLE app_user CREATEROLE; --",
                "../../evil",
                "hstore SCHEMA pg_catalog"))
        .allSatisfy(
            name -> {
              ObjectNode event = cluster.event("Create", State.minimal());
              properties(event).putArray("Extensions").add(name);
              refusedWithoutAChange(invoke(event), before);
            });
  }

  /** The run then works from a database in which others can create what they like. */
  @ParameterizedTest
  @ValueSource(strings = {"testdb", "other", "template1"})
  void theMaintenanceDatabaseMayBeFullOfPlantedCode(String maintenance) {
    cluster.createBy(TestCluster.OTHER_STACK, OTHER).data();
    cluster.asMaster("postgres", "GRANT CREATE ON DATABASE testdb TO app_user");
    cluster.asSuperuser("testdb", "GRANT CREATE ON SCHEMA public TO PUBLIC");
    long mark = PlantedCode.mark(cluster);
    try (Attacker attacker = new Attacker(cluster, Level.ALL)) {
      Technique.OPERATORS.plant(attacker);
      Technique.FUNCTIONS.plant(attacker);
      Technique.VIEWS_NAMED_AS_CATALOGS.plant(attacker);
    }

    cluster.create(State.minimal().with("MaintenanceDatabase", maintenance));
    cluster.delete(State.minimal().with("MaintenanceDatabase", maintenance));

    assertThat(PlantedCode.sightings(cluster, mark))
        .filteredOn(
            sighting ->
                sighting.is(cluster.aurora().masterUsername()) || sighting.is("testdb_owner"))
        .isEmpty();
  }

  @Test
  void aSettingIsAParameterAndNoStatement() {
    List<String> before = cluster.catalog();

    assertThat(
            List.of(
                "role",
                "session_authorization",
                "ROLE",
                "search_path = public; ALTER ROLE app_user CREATEROLE; SET search_path",
                "work_mem TO '1MB'; ALTER ROLE app_user CREATEROLE; --"))
        .allSatisfy(
            parameter -> {
              User user = User.named("app_user").set(parameter, "postgres_admin");
              refusedWithoutAChange(cluster.create(State.minimal().users(user)), before);
            });
  }

  @Test
  void theValueOfASettingIsNoStatement() {
    for (String value :
        List.of(
            "x'; ALTER ROLE app_user CREATEROLE; --",
            "x\\'; ALTER ROLE app_user CREATEROLE; --",
            "\", public; ALTER ROLE app_user CREATEROLE; --")) {
      // An owner may have set it for everybody who connects.
      cluster.asSuperuser(
          "postgres", "ALTER DATABASE testdb SET standard_conforming_strings = off");
      State state =
          State.minimal()
              .users(
                  User.named("app_user").set("application_name", value).set("search_path", value));

      cluster.create(state);
    }

    assertThat(
            cluster.ask(
                "postgres",
                "SELECT rolname FROM pg_roles WHERE rolname = 'app_user' AND rolcreaterole"))
        .isEmpty();
  }

  @Test
  void migrationsComeFromALayer() {
    List<String> before = cluster.catalog();

    assertThat(List.of("../../etc", "/etc", "file:/etc/passwd", "classpath:x", "SAMPLE", ""))
        .allSatisfy(
            value ->
                refusedWithoutAChange(
                    cluster.create(State.minimal().with("Migrations", value)), before));
  }
}
