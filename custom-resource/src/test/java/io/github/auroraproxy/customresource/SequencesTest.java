package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.state.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random sequences of deployments by two stacks, cut off anywhere, rolled back, deleted and made
 * again, with a person's objects in the way: what a small model expects is what the catalog shows.
 */
class SequencesTest {

  private static final int STEPS = 7;
  private static final String TO_SECRETS = "SWITCHING_TO_SECRETS";
  private static final List<String> USERS = List.of("app_user", "reader", "writer", "batch");
  private static final List<String> DATABASES = List.of("testdb", "shop");

  @TempDir private static Path layers;

  private TestCluster cluster;
  private Random random;
  private Connection connection;
  private List<Stack> stacks;
  private final List<String> steps = new ArrayList<>();

  /** Who may drop a role or a database, as {@code role app_user}; nobody may drop a person's. */
  private final Map<String, Set<String>> mayDrop = new HashMap<>();

  private final Set<String> adopters = new HashSet<>();

  /** How many rows were written to each database's own table. */
  private final Map<String, Integer> rows = new HashMap<>();

  @BeforeAll
  static void migrations() throws IOException {
    migration("1", "V1__one.sql", "CREATE TABLE one (id serial, name text)");
    migration(
        "2",
        "V1__one.sql",
        "CREATE TABLE one (id serial, name text)",
        "V2__two.sql",
        "CREATE TABLE two (id int)");
    migration(
        "3",
        "V1__one.sql",
        "CREATE TABLE one (id serial, name text)",
        "V3__broken.sql",
        "SELECT 1 / 0");
  }

  private static void migration(String digit, String... files) throws IOException {
    Path directory = layers.resolve("migrations").resolve(digit.repeat(64));
    Files.createDirectories(directory);
    for (int i = 0; i < files.length; i += 2) {
      Files.writeString(directory.resolve(files[i]), files[i + 1] + ";");
    }
  }

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    for (int version : TestCluster.versions()) {
      TestCluster.of(version).layers(Path.of("/opt"));
      TestCluster.of(version).assertThatNoPasswordWasTold();
    }
  }

  static Stream<Arguments> sequences() {
    Random seeds = Seed.random("sequences");
    List<Integer> versions = TestCluster.versions();
    return IntStream.range(0, Integer.getInteger("sequences"))
        .mapToObj(i -> Arguments.of(versions.get(i % versions.size()), seeds.nextLong()));
  }

  @ParameterizedTest(name = "PostgreSQL {0}, sequence {1}")
  @MethodSource("sequences")
  void theCatalogIsWhatTheModelExpects(int version, long sequence) {
    cluster = TestCluster.of(version);
    cluster.reset();
    cluster.layers(layers);
    USERS.forEach(cluster::storeUser);
    random = new Random(sequence);
    stacks = List.of(new Stack(cluster, "Shop"), new Stack(cluster, "Other"));
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("%s%n%s".formatted(String.join("\n", steps), e.getMessage()), e);
    }
  }

  private void step() {
    Stack stack = stacks.get(random.nextInt(4) == 0 ? 1 : 0);
    int kind = random.nextInt(10);
    if (kind < 2) {
      person();
    } else if (kind == 2 && stack.deployed().isPresent()) {
      delete(stack);
    } else {
      deploy(stack);
    }
  }

  private void deploy(Stack stack) {
    State state = random(stack.deployed());
    Optional<State> before = stack.deployed();
    int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(60) : 0;
    steps.add("%s deploys %s, killed after %d".formatted(stack.name(), state, cut));
    Set<String> existing = existing();
    Stack.End end = stack.deploy(state, driver(cut));
    steps.add("  " + end);
    existing().stream()
        .filter(object -> !existing.contains(object))
        .forEach(object -> mayDrop.put(object, new HashSet<>(Set.of(stack.name()))));
    if (state.others().containsKey("Adopt")) {
      adopters.add(stack.name());
      mayDrop.values().stream().filter(s -> !s.isEmpty()).forEach(s -> s.add(stack.name()));
    }
    checkDropped(
        existing, stack, isDestroying(state) || before.filter(this::isDestroying).isPresent());
    if (end == Stack.End.TAKEN_OVER) {
      assertThat(adopters).as("stacks that have adopted anything").isNotEmpty();
    } else {
      stack.deployed().ifPresent(deployed -> check(stack, before, deployed));
    }
  }

  private void delete(Stack stack) {
    State state = stack.deployed().orElseThrow();
    int cut = random.nextInt(2) == 0 ? 1 + random.nextInt(30) : 0;
    steps.add("%s is deleted, killed after %d".formatted(stack.name(), cut));
    Set<String> existing = existing();

    stack.delete(driver(cut));

    checkDropped(existing, stack, isDestroying(state));
    assertThat(marks(stack))
        .filteredOn(mark -> mark.database().equals(state.database()))
        .allMatch(Mark::released);
    if (isDestroying(state)
        && mayDrop
            .getOrDefault("database " + state.database(), Set.of())
            .equals(Set.of(stack.name()))) {
      assertThat(existing()).doesNotContain("database " + state.database());
    }
  }

  private boolean isDestroying(State state) {
    return "DESTROY".equals(state.text("RemovalPolicy"));
  }

  private static Driver driver(int cut) {
    return cut == 0 ? new org.postgresql.Driver() : CuttingDriver.killingAfter(cut);
  }

  private State random(Optional<State> deployed) {
    List<String> names = new ArrayList<>(USERS);
    Collections.shuffle(names, random);
    String mode = any("SECRETS", "SECRETS", "SWITCHING_TO_IAM", "END_TO_END_IAM", TO_SECRETS);
    boolean iam = isIam(mode);
    List<User> users =
        names.subList(0, 1 + random.nextInt(3)).stream().map(name -> user(name, iam)).toList();
    // Mostly the database that is deployed already.
    String database =
        deployed
            .map(State::database)
            .filter(d -> random.nextInt(4) > 0)
            .orElse(DATABASES.get(random.nextInt(3) / 2));
    State state =
        new State(database, users, Map.of())
            .with("Migrations", any("none", "1".repeat(64), "2".repeat(64), broken()));
    state = random.nextInt(2) == 0 ? state.destroyed() : state;
    state = state.in(mode);
    state = random.nextInt(4) == 0 ? state.with("OwnerName", database + "_lord") : state;
    return random.nextInt(4) == 0 ? state.adopting() : state;
  }

  private static boolean isIam(String mode) {
    return mode.endsWith("_IAM");
  }

  private String broken() {
    return (random.nextInt(3) == 0 ? "3" : "1").repeat(64);
  }

  private User user(String name, boolean iam) {
    // Without passwords a user may be renamed by its secret's ARN alone.
    User user = User.named(name).with(any("ALL", "READ_WRITE", "READ_ONLY"));
    user = iam ? user.withSecret("shared" + random.nextInt(3)) : user;
    user = random.nextInt(3) == 0 ? user.limitedTo(5) : user;
    user = random.nextInt(3) == 0 ? user.set("work_mem", any("4MB", "8MB")) : user;
    // Only a superuser may set it: the run fails after its other changes.
    return random.nextInt(15) == 0 ? user.set("session_preload_libraries", "x") : user;
  }

  @SafeVarargs
  private <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }

  private void person() {
    String role = any(USERS.toArray(String[]::new));
    String database = any(DATABASES.toArray(String[]::new));
    boolean roleExists = existing().contains("role " + role);
    boolean databaseExists = existing().contains("database " + database);
    switch (random.nextInt(4)) {
      case 0 -> {
        if (!roleExists) {
          steps.add("a person creates role " + role);
          cluster.asMaster(
              "postgres",
              "CREATE ROLE %s LOGIN CONNECTION LIMIT 2 VALID UNTIL '2001-01-01'".formatted(role));
          mayDrop.put("role " + role, new HashSet<>());
        }
      }
      case 1 -> {
        if (!databaseExists) {
          steps.add("a person creates database " + database);
          cluster.asMaster("postgres", "CREATE DATABASE " + database);
          cluster.asMaster(database, "CREATE TABLE persons AS SELECT 1 AS id");
          mayDrop.put("database " + database, new HashSet<>());
        }
      }
      case 2 -> {
        if (roleExists) {
          steps.add("a person spoils role " + role);
          cluster.asSuperuser(
              "postgres", "ALTER ROLE %s NOLOGIN CONNECTION LIMIT 1 PASSWORD 'x'".formatted(role));
        }
      }
      default -> {
        if (databaseExists) {
          steps.add("rows of a person in database " + database);
          cluster.asSuperuser(
              database,
              "CREATE SCHEMA IF NOT EXISTS kept",
              "CREATE TABLE IF NOT EXISTS kept.rows (id int)",
              "INSERT INTO kept.rows VALUES (1)");
          rows.merge(database, 1, Integer::sum);
        }
      }
    }
  }

  private Set<String> existing() {
    return new TreeSet<>(
        cluster.ask(
            "postgres",
            """
            SELECT 'role ' || rolname FROM pg_roles
            WHERE rolname !~ '^(pg_|rds|postgres_admin|aurora_proxy_lock)'
            UNION ALL
            SELECT 'database ' || datname FROM pg_database
            WHERE datname !~ '^(template|postgres)'"""));
  }

  private List<Mark> marks(Stack stack) {
    return cluster
        .ask(
            "postgres",
            "SELECT description FROM pg_shdescription WHERE description LIKE '%aurora-proxy: %'")
        .stream()
        .flatMap(comment -> Mark.in(Optional.of(comment)).stream())
        .filter(mark -> isOf(stack, mark))
        .toList();
  }

  private void checkDropped(Set<String> existing, Stack stack, boolean mayDestroy) {
    Set<String> now = existing();
    for (String object : existing) {
      if (!now.contains(object) && !isRenamed(object, now)) {
        assertThat(mayDestroy).as("%s is gone without DESTROY", object).isTrue();
        assertThat(mayDrop.get(object)).as("who may drop %s", object).contains(stack.name());
        rows.remove(object.replace("database ", ""));
      }
      if (!now.contains(object)) {
        mayDrop.remove(object);
      }
    }
    rows.forEach(
        (database, count) ->
            assertThat(cluster.ask(database, "SELECT count(*)::text FROM kept.rows"))
                .containsExactly(String.valueOf(count)));
  }

  /** An owner goes by another name, or a user's secret does: somebody else is there instead. */
  private boolean isRenamed(String object, Set<String> now) {
    return object.startsWith("role ")
        && now.stream()
            .anyMatch(
                other ->
                    mayDrop.getOrDefault(other, Set.of()).size() > 0
                        && !other.equals(object)
                        && other.startsWith("role "));
  }

  private void check(Stack stack, Optional<State> before, State state) {
    try (Connection superuser = cluster.aurora().superuserConnection(state.database())) {
      connection = superuser;
      checkDatabase(stack, before, state);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    assertThat(stack.again().changes()).isEqualTo("nothing to change");
  }

  private List<String> ask(String sql) {
    try {
      return Catalog.texts(connection, sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private void checkDatabase(Stack stack, Optional<State> before, State state) {
    String database = state.database();
    boolean iam = isIam(state.text("AuthenticationMode"));
    assertThat(
            ask(
                """
                SELECT a.privilege_type FROM pg_database d, aclexplode(d.datacl) a
                WHERE d.datname = '%s' AND a.grantee = 0"""
                    .formatted(database)))
        .as("privileges of PUBLIC")
        .isEmpty();
    for (User user : state.users()) {
      String name = user.name();
      assertThat(
              ask(
                  """
                  SELECT concat_ws(' ', rolcanlogin, rolconnlimit,
                                   has_database_privilege(rolname, current_database(), 'CONNECT'),
                                   coalesce(rolvaliduntil, 'infinity') = 'infinity',
                                   pg_has_role(oid, 'rds_iam', 'MEMBER'))
                  FROM pg_roles WHERE rolname = '%s'"""
                      .formatted(name)))
          .as("role " + name)
          .containsExactly(
              "t %s t t %s".formatted(user.connectionLimit().orElse("-1"), iam ? "t" : "f"));
      assertThat(
              ask(
                  """
                  SELECT unnest(setconfig) FROM pg_db_role_setting
                  WHERE setrole = '%s'::regrole
                    AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"""
                      .formatted(name)))
          .as("settings of " + name)
          .containsExactlyInAnyOrderElementsOf(
              user.settings().entrySet().stream()
                  .map(s -> s.getKey() + "=" + s.getValue())
                  .toList());
      if (!iam) {
        assertThat(cluster.askAs(database, name, "SELECT current_user::text"))
            .containsExactly(name);
      }
      for (String table : tables()) {
        assertThat(privileges(table, name)).as(name + " on " + table).isEqualTo(expected(user));
      }
    }
    Set<String> others = new TreeSet<>();
    before
        .filter(former -> former.database().equals(database))
        .ifPresent(former -> former.users().forEach(user -> others.add(user.name())));
    state.users().forEach(user -> others.remove(user.name()));
    Set<String> existing = existing();
    others.removeIf(name -> !existing.contains("role " + name));
    others.removeIf(name -> isOfAnotherThan(stack, name));
    for (String name : others) {
      assertThat(
              ask(
                  "SELECT has_database_privilege('%s', current_database(), 'CONNECT')::text"
                      .formatted(name)))
          .as("%s is no user any more", name)
          .containsExactly("false");
    }
  }

  /** Another stack has adopted the role: this one keeps its hands off. */
  private boolean isOfAnotherThan(Stack stack, String role) {
    return ask("SELECT shobj_description('%s'::regrole, 'pg_authid')".formatted(role)).stream()
        .flatMap(comment -> Mark.in(Optional.ofNullable(comment)).stream())
        .anyMatch(mark -> !isOf(stack, mark));
  }

  private static boolean isOf(Stack stack, Mark mark) {
    return mark.resource().stackId().contains("/%s/".formatted(stack.name()));
  }

  /** Tables that are not Flyway's, and of which everybody's privileges are stated. */
  private List<String> tables() {
    return ask(
        """
        SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'""");
  }

  private Set<String> privileges(String table, String role) {
    return new TreeSet<>(
        ask(
            """
            SELECT p FROM unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                       'REFERENCES', 'TRIGGER']) p
            WHERE has_table_privilege('%s', 'public.%s', p)"""
                .formatted(role, table)));
  }

  private static Set<String> expected(User user) {
    return switch (user.privileges()) {
      case "READ_ONLY" -> Set.of("SELECT");
      case "READ_WRITE" -> Set.of("SELECT", "INSERT", "UPDATE", "DELETE");
      default -> Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");
    };
  }
}
