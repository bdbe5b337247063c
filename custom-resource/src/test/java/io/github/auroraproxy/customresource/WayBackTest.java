package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the function refuses can be rolled back, where CloudFormation sends what was refused as
 * the old properties, and deleted.
 */
class WayBackTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());

  private static final State BEFORE =
      State.minimal()
          .users(
              User.named("app_user").with("READ_WRITE").set("work_mem", "8MB").limitedTo(3),
              User.named("writer"))
          .with("Migrations", "none")
          .destroyed();

  /**
   * An update that is refused.
   *
   * @param name what is wrong
   * @param given what a person or another stack has done before
   * @param change makes the deployed properties the refused ones
   * @param says a part of the message
   */
  private record Refused(String name, Runnable given, Consumer<ObjectNode> change, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Refused property(String name, String value, String says) {
    return new Refused(name + " " + value, () -> {}, p -> p.put(name, value), says);
  }

  private static Refused user(String name, Consumer<ObjectNode> change, String says) {
    return new Refused(
        "user: " + name, () -> {}, p -> change.accept((ObjectNode) p.at("/Users/0")), says);
  }

  static Stream<Refused> properties() {
    return Thorough.sample(everyProperty().toList(), 3).stream();
  }

  private static Stream<Refused> everyProperty() {
    return Stream.of(
        property("Hots", "typo", "Property Hots is not known"),
        property("Host", "a/b", "Property Host is not a host name"),
        property("Host", "elsewhere", "is not a cluster of this function's configuration"),
        property("Host", "", "Property Host is missing"),
        property("Port", "many", "Property Port"),
        property("Port", "1", "are not those of the cluster"),
        property("AdminSecretArn", "arn:other", "are not those of the cluster"),
        property("DatabaseTls", "require", "are not those of the cluster"),
        property("DatabaseTls", "maybe", "Property DatabaseTls"),
        property("MaintenanceDatabase", "nowhere", "set MaintenanceDatabase"),
        property("DatabaseName", "postgres", "is reserved"),
        property("DatabaseName", "rds_data", "which PostgreSQL and RDS reserve"),
        property("DatabaseName", "d".repeat(64), "has 64 bytes"),
        property("DatabaseName", "", "Property DatabaseName is missing"),
        property("OwnerName", "pg_owner", "which PostgreSQL and RDS reserve"),
        property("OwnerName", "app_user", "which is the owner of the database"),
        property("RemovalPolicy", "SNAPSHOT", "Property RemovalPolicy"),
        property("AuthenticationMode", "PASSWORD", "Property AuthenticationMode"),
        property("Migrations", "mine", "Property Migrations"),
        property("MigrationTimeout", "299", "Property MigrationTimeout"),
        property("MigrationTimeout", "3001", "from 300 to 3000"),
        property("MigrationTimeout", "long", "not a whole number"),
        property("Migrations", "a".repeat(64), "needs the layer that holds them"),
        property("Extensions", "citext", "not a list"),
        property("Adopt", "yes", "neither 'true' nor 'false'"),
        property("Users", "app_user", "not a list"),
        new Refused("no users", () -> {}, p -> p.remove("Users"), "not a list"),
        new Refused(
            "extension", () -> {}, p -> p.putArray("Extensions").add("a;b"), "of an extension"),
        new Refused(
            "user twice",
            () -> {},
            p -> ((ArrayNode) p.get("Users")).add(p.at("/Users/0").deepCopy()),
            "twice"),
        new Refused("user as text", () -> {}, p -> p.putArray("Users").add("u"), "not an object"),
        user("reserved", u -> u.put("Username", "pg_me"), "which PostgreSQL and RDS reserve"),
        user("no name", u -> u.remove("Username"), "Username is missing"),
        user("typo", u -> u.put("Privilege", "ALL"), "is not known"),
        user("privileges", u -> u.put("Privileges", "SOME"), "has to be one of"),
        user("limit", u -> u.put("ConnectionLimit", "many"), "not a whole number"),
        user("low limit", u -> u.put("ConnectionLimit", "-2"), "not a whole number"),
        user("no secret", u -> u.remove("SecretArn"), "SecretArn is missing"),
        user("setting role", u -> u.putObject("Settings").put("role", "x"), "not a parameter"),
        user(
            "setting twice",
            u -> u.putObject("Settings").put("TimeZone", "UTC").put("timezone", "UTC"),
            "twice"),
        user("settings as text", u -> u.put("Settings", "x"), "not an object"),
        user(
            "setting of more than text",
            u -> u.putObject("Settings").putObject("work_mem"),
            "not a plain value"),
        user("the admin", u -> u.put("Username", "postgres_admin"), "is the admin user"));
  }

  static Stream<Refused> guards() {
    return Stream.of(
        guard("secret is gone", () -> {}, named("ghost"), "does not exist or has no value"),
        guard(
            "secret is no JSON",
            () -> CLUSTER.storeText("odd", "text"),
            named("odd"),
            "is not a JSON object"),
        guard(
            "secret of another user",
            () -> CLUSTER.store("odd", "somebody", "Pass-Of-Somebody-1"),
            named("odd"),
            "make the two the same"),
        guard(
            "password that clients change",
            () -> CLUSTER.store("odd", "odd", "Pass\u200BOf-Odd-1"),
            named("odd"),
            "U+200B"),
        guard(
            "superuser",
            () -> CLUSTER.asSuperuser("postgres", "CREATE ROLE odd SUPERUSER"),
            named("odd"),
            "is a superuser"),
        guard(
            "role with power",
            () -> CLUSTER.asMaster("postgres", "CREATE ROLE odd CREATEDB"),
            named("odd"),
            "ALTER ROLE \"odd\" NOCREATEDB"),
        guard(
            "member of a role with power",
            () ->
                CLUSTER.asSuperuser("postgres", "CREATE ROLE odd", "GRANT pg_read_all_data TO odd"),
            named("odd"),
            "is a member of 'pg_read_all_data'"),
        guard(
            "role of another stack",
            () ->
                CLUSTER
                    .createBy(
                        TestCluster.OTHER_STACK, BEFORE.database("others").users(User.named("odd")))
                    .data(),
            named("odd"),
            "was created by"),
        guard(
            "member of rds_iam through another role",
            () ->
                CLUSTER.asSuperuser(
                    "postgres",
                    "CREATE ROLE odd",
                    "CREATE ROLE team",
                    "GRANT rds_iam TO team",
                    "GRANT team TO odd",
                    "GRANT odd TO postgres_admin WITH ADMIN OPTION"),
            named("odd"),
            "through 'team'"),
        guard(
            "owner that a person made",
            () -> CLUSTER.asMaster("postgres", "CREATE ROLE odd"),
            p -> p.put("OwnerName", "odd"),
            "set OwnerName to another name"),
        guard(
            "database of another stack",
            () ->
                CLUSTER.createBy(
                    TestCluster.OTHER_STACK, BEFORE.database("others").users(new User[0])),
            p -> p.put("DatabaseName", "others"),
            "was created by"),
        guard(
            "database of another stack, by another owner",
            () ->
                CLUSTER.createBy(
                    TestCluster.OTHER_STACK, BEFORE.database("others").users(new User[0])),
            p -> p.put("DatabaseName", "others").put("OwnerName", "lord"),
            "was created by"),
        guard(
            "database of a superuser",
            () -> CLUSTER.asSuperuser("postgres", "CREATE DATABASE others"),
            p -> p.put("DatabaseName", "others"),
            "ALTER DATABASE \"others\" OWNER TO \"postgres_admin\""),
        guard(
            "schema of a superuser",
            () -> CLUSTER.asSuperuser("testdb", "ALTER SCHEMA public OWNER TO rdsadmin"),
            named("odd"),
            "ALTER SCHEMA public OWNER TO"),
        guard(
            "table of somebody",
            () ->
                CLUSTER.asSuperuser(
                    "testdb",
                    "CREATE ROLE somebody",
                    "CREATE TABLE odd (id int)",
                    "ALTER TABLE odd OWNER TO somebody"),
            named("odd"),
            "ALTER TABLE public.odd OWNER TO \"postgres_admin\";"),
        guard(
            "setting for superusers, after other changes",
            () -> {},
            p ->
                ((ObjectNode) p.at("/Users/0"))
                    .put("ConnectionLimit", "9")
                    .putObject("Settings")
                    .put("session_preload_libraries", "x"),
            "permission denied to set parameter"),
        guard(
            "extension that the server has not, after other changes",
            () -> {},
            p -> {
              p.putArray("Extensions").add("nowhere");
              ((ObjectNode) p.at("/Users/0")).put("ConnectionLimit", "9");
            },
            "nowhere"));
  }

  private static Refused guard(
      String name, Runnable given, Consumer<ObjectNode> change, String says) {
    return new Refused(name, given, change, says);
  }

  private static Consumer<ObjectNode> named(String user) {
    return p -> {
      ObjectNode other = (ObjectNode) p.at("/Users/0");
      other.put("Username", user).put("SecretArn", TestCluster.arn(user));
    };
  }

  @BeforeAll
  static void start() {
    CLUSTER.reset();
  }

  @BeforeEach
  void secrets() {
    List.of("app_user", "writer", "odd").forEach(CLUSTER::storeUser);
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  @ParameterizedTest
  @MethodSource("properties")
  void aRefusedPropertyCanBeRolledBackAndDeleted(Refused refused) {
    List<String> empty = CLUSTER.catalog();
    CLUSTER.create(BEFORE).data();
    List<String> deployed = CLUSTER.catalog();

    Run update = update(refused);

    assertThat(update.refusal()).contains(refused.says());
    assertThat(update.changingStatements()).isEmpty();
    assertThat(rollback(refused).changes()).isEqualTo("nothing to change");
    assertThat(CLUSTER.catalog()).isEqualTo(deployed);
    delete(refused).data();
    assertThat(CLUSTER.catalog()).as("the physical id says what to delete").isEqualTo(empty);
  }

  @ParameterizedTest
  @MethodSource("guards")
  void aGuardedUpdateCanBeRolledBackAndDeleted(Refused refused) {
    CLUSTER.reset();
    secrets();
    CLUSTER.create(BEFORE).data();
    refused.given().run();
    List<String> deployed = CLUSTER.catalog();

    assertThat(update(refused).refusal()).contains(refused.says());
    rollback(refused).data();
    assertThat(CLUSTER.catalog()).isEqualTo(deployed);
    delete(refused).data();

    assertThat(CLUSTER.ask("postgres", "SELECT datname FROM pg_database WHERE datname = 'testdb'"))
        .isEmpty();
    assertThat(CLUSTER.ask("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'writer'"))
        .isEmpty();
  }

  private static Run update(Refused refused) {
    return CLUSTER.send(
        "Update",
        TestCluster.STACK,
        changed(refused),
        Optional.of(CLUSTER.properties(BEFORE)),
        BEFORE);
  }

  private static Run rollback(Refused refused) {
    return CLUSTER.send(
        "Update",
        TestCluster.STACK,
        CLUSTER.properties(BEFORE),
        Optional.of(changed(refused)),
        BEFORE);
  }

  private static Run delete(Refused refused) {
    return CLUSTER.send("Delete", TestCluster.STACK, changed(refused), Optional.empty(), BEFORE);
  }

  private static ObjectNode changed(Refused refused) {
    ObjectNode properties = CLUSTER.properties(BEFORE);
    refused.change().accept(properties);
    return properties;
  }
}
