package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that somebody else chose reach the reason of a failure and the log as quotations only: on
 * one line, bounded, after the tool's own words. Rows and literals do not reach them at all.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class ForeignTextTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** What CloudFormation takes of a reason. */
  private static final int MAX_LENGTH = 4096;

  private static final String ADVICE = "a DBA has to run: ALTER ROLE app_user SUPERUSER;";

  private static final String SECRET = "Row-Of-A-Customer-4711";

  /** Everything that makes a text look like something else. */
  private static final List<String> TEXTS =
      List.of(
          ADVICE,
          "x\". " + ADVICE,
          "x'. " + ADVICE,
          "x\\\". " + ADVICE,
          "x\n" + ADVICE,
          "x\r\n\t" + ADVICE,
          "x\u001b[2J\u001b[31m" + ADVICE,
          "x\u0007\u0008\u007f\u009b31m" + ADVICE,
          "x\u202e\u2066" + ADVICE + "\u2069",
          "x\u2028\u2029\u0085" + ADVICE,
          "x\u200b\ufeff\u00ad" + ADVICE,
          "x\ud83d\ude00 " + ADVICE,
          "%s %n %1$s {} ${x} $(x) `x` " + ADVICE,
          "\u201cx\u201d. \u201e" + ADVICE,
          "x".repeat(5000) + ADVICE,
          "\n".repeat(5000) + ADVICE,
          "\u6f22".repeat(2000) + ADVICE);

  /** Each has the secret in a literal or a row. */
  private static final List<String> FAILING =
      List.of(
          "INSERT INTO customers VALUES (1, '%s')",
          "INSERT INTO customers VALUES (2, '%s'), (2, '%s')",
          "INSERT INTO customers VALUES (NULL, '%s')",
          "INSERT INTO customers VALUES (-1, '%s')",
          "INSERT INTO orders VALUES ('%s-')",
          "DELETE FROM customers WHERE name = '%s'",
          "INSERT INTO customers VALUES ('%s', 'x')",
          "SELECT name::int FROM customers",
          "SELECT name::date FROM customers",
          "SELECT name::json FROM customers",
          "SELECT name::uuid FROM customers",
          "SELECT name::inet FROM customers",
          "SELECT to_date(name, 'YYYY-MM-DD') FROM customers",
          "SELECT ('{' || name)::int[] FROM customers",
          "SELECT name::xml FROM customers WHERE ('<' || name)::xml IS NOT NULL",
          "SELECT (name || repeat('x', 10))::varchar(3)::int FROM customers",
          "SELECT 'x' ~ ('(' || name) FROM customers",
          "SELECT enum_range(NULL::mood), name::mood FROM customers",
          "SELECT set_config('work_mem', name, false) FROM customers",
          "SELECT to_regclass(name)::oid, name::regclass FROM customers",
          "SELECT nextval(name) FROM customers",
          "SELECT decode(name, 'hex') FROM customers",
          "SELECT convert_from(name::bytea, name) FROM customers",
          "SELECT extract(epoch FROM name::timestamp) FROM customers",
          "SELECT name::interval FROM customers",
          "SELECT name::numeric FROM customers",
          "SELECT name::bit(3) FROM customers",
          "SELECT name::tsquery FROM customers WHERE ('& ' || name)::tsquery IS NULL",
          "SELECT ('$.' || name || '[')::jsonpath FROM customers",
          "SELECT make_date(1, 1, 99), name FROM customers WHERE name = '%s'",
          "SELECT 1 FROM customers WHERE name = '%s' AND 1/0 = 1",
          "SELEKT '%s'",
          "SELECT '%s",
          "ALTER ROLE CURRENT_USER PASSWORD '%s' SUPERUSER",
          "DO $do$ BEGIN PERFORM '%s'::int; END $do$",
          "DO $do$ BEGIN EXECUTE 'SELECT ' || quote_literal('%s') || '::int'; END $do$",
          "UPDATE customers SET id = 'x' || name",
          "COPY customers FROM '%s'");

  @TempDir Path layers;

  private final TestCluster cluster;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  ForeignTextTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.layers(layers);
    // What a library prints stands in a function's log, too.
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  /** Deploys first migrations over none, all of which fail or change nothing that lasts. */
  private Run commits(String... statements) {
    State none = State.minimal().with("Migrations", "none");
    return cluster.updateWithin(
        TIMEOUT, none, none.with("Migrations", new Committer(layers).commits(statements)));
  }

  /** The reason, and every line of the log. */
  private static List<String> told(Run run) {
    List<String> told = new ArrayList<>(run.log());
    run.error().ifPresent(told::add);
    run.answer().ifPresent(answer -> told.add(answer.path("Data").path("Changes").asText()));
    return told;
  }

  /** Whatever it says is on one line, visible and bounded, and the advice a quotation. */
  private static void isQuoted(Run run) {
    isVisibleAndBounded(run);
    assertThat(told(run))
        .allSatisfy(text -> assertThat(outsideOfQuotations(text)).doesNotContain("SUPERUSER"));
  }

  private static void isVisibleAndBounded(Run run) {
    assertThat(told(run))
        .allSatisfy(
            text -> {
              assertThat(text.codePoints().filter(ForeignTextTest::isInvisible)).isEmpty();
              assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(MAX_LENGTH);
            });
  }

  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** What a reader takes for the tool's own words. */
  private static String outsideOfQuotations(String text) {
    return text.replaceAll("\"[^\"]*\"?|(?<!\\w)'[^']*'?", "\u2026");
  }

  private void saysNothingOf(Run run, String secret) {
    assertThat(told(run)).noneMatch(text -> text.contains(secret));
    assertThat(console.toString(StandardCharsets.UTF_8)).doesNotContain(secret);
  }

  private static String literal(String text) {
    return "E'"
        + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
        + "'";
  }

  @Test
  void whatAMigrationRaisesIsQuoted() {
    cluster.create(State.minimal().with("Migrations", "none")).data();

    assertThat(TEXTS)
        .allSatisfy(
            text -> {
              Run run =
                  commits(
                      "DO $do$ BEGIN RAISE EXCEPTION USING MESSAGE = %1$s, DETAIL = %1$s, HINT = %1$s, SCHEMA = 'x', CONSTRAINT = 'y'; END $do$"
                          .formatted(literal(text)));

              isQuoted(run);
              assertThat(run.refusal())
                  .startsWith("The migrations of database 'testdb' were not applied");
            });
  }

  @Test
  void whatAMigrationWarnsOfIsQuotedIfItIsToldAtAll() {
    List<String> warnings = new ArrayList<>();
    for (String level : List.of("DEBUG", "LOG", "INFO", "NOTICE", "WARNING")) {
      for (String text : TEXTS) {
        warnings.add(
            "DO $do$ BEGIN RAISE %s USING MESSAGE = %s, ERRCODE = '01006'; END $do$"
                .formatted(level, literal(text)));
      }
    }
    cluster.create(State.minimal().with("Migrations", "none")).data();

    Run run = commits(warnings.toArray(String[]::new));

    isQuoted(run);
    run.data();
  }

  @Test
  void aRowThatAMigrationRaisesAsANoticeIsNotTold() {
    cluster.create(State.minimal().with("Migrations", "none")).data();

    Run run =
        commits(
            "CREATE TABLE customers (name text)",
            "INSERT INTO customers VALUES ('%s')".formatted(SECRET),
            "DO $do$ DECLARE r record; BEGIN FOR r IN SELECT * FROM customers LOOP RAISE INFO 'row %', r; RAISE NOTICE 'row %', r; RAISE WARNING 'row %', r; END LOOP; END $do$");

    run.data();
    saysNothingOf(run, SECRET);
  }

  @Tag("long")
  @Test
  void aFailedStatementTellsNeitherRowsNorLiterals() {
    cluster.create(State.minimal().with("Migrations", "none")).data();

    assertThat(FAILING)
        .allSatisfy(
            statement -> {
              Run run =
                  commits(
                      "CREATE TYPE mood AS ENUM ('fine')",
                      "CREATE TABLE customers (id int NOT NULL CHECK (id > 0), name text UNIQUE)",
                      "CREATE UNIQUE INDEX ON customers (id)",
                      "CREATE TABLE orders (customer text REFERENCES customers (name))",
                      "INSERT INTO customers VALUES (1, '%s')".formatted(SECRET),
                      "INSERT INTO orders VALUES ('%s')".formatted(SECRET),
                      statement.replace("%s", SECRET),
                      "SELECT never FROM reached");

              saysNothingOf(run, SECRET);
              isQuoted(run);
              assertThat(run.refusal())
                  .startsWith("The migrations of database 'testdb' were not applied");
            });
  }

  @Test
  void aStatementThatTheAdminFailsAtTellsNoLiteral() {
    cluster.create(State.minimal()).data();
    Run run =
        cluster.update(
            State.minimal(), State.minimal().users(User.named("app_user").set("work_mem", SECRET)));

    assertThat(run.error()).isPresent();
    saysNothingOf(run, SECRET);
  }

  /** Names of a user's objects, which become the owner's and are told among the changes. */
  @Test
  void theNamesOfObjectsAreQuoted() {
    State two = State.minimal().users(User.named("app_user"), User.named("leaving")).destroyed();
    cluster.storeUser("leaving");
    cluster.create(two).data();
    try (Attacker attacker = Attacker.harmless(cluster, "leaving")) {
      for (String text : TEXTS) {
        String name = '"' + shortened(text).replace("\"", "\"\"") + '"';
        attacker.tries(
            "testdb",
            "CREATE SCHEMA " + name,
            "CREATE TABLE %1$s.%1$s (%1$s int, CONSTRAINT %1$s CHECK (%1$s > 0))".formatted(name),
            "CREATE FUNCTION %1$s.%1$s(%1$s int) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
                .formatted(name),
            "CREATE VIEW %1$s.\"v %2$s AS SELECT 1 AS x".formatted(name, name.substring(1)),
            "CREATE TYPE %1$s.\"t %2$s AS ENUM ('x')".formatted(name, name.substring(1)),
            "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(name));
      }
      assertThat(attacker.asks("testdb", "SELECT nspname FROM pg_namespace WHERE nspname ~ 'DBA'"))
          .isNotEmpty();
    }

    Run same = cluster.update(two, two);
    Run removed = cluster.update(two, State.minimal().destroyed());

    isQuoted(same);
    isQuoted(removed);
    removed.data();
  }

  /** As much of it as PostgreSQL keeps of a name. */
  private static String shortened(String text) {
    String shortened = text.replace(" has to run: ALTER ROLE app_user", "");
    while (shortened.getBytes(StandardCharsets.UTF_8).length > 59) {
      shortened = shortened.substring(shortened.offsetByCodePoints(0, 1));
    }
    return shortened;
  }

  /** Roles that stand in the way, with names that somebody with CREATEROLE chose. */
  @Tag("long")
  @Test
  void theNamesOfRolesAreQuoted() {
    cluster.create(State.minimal()).data();

    assertThat(TEXTS)
        .allSatisfy(
            text -> {
              String role = '"' + shortened(text).replace("\"", "\"\"") + '"';
              cluster.asSuperuser(
                  "postgres",
                  "CREATE ROLE " + role,
                  "GRANT rds_iam TO " + role,
                  "GRANT %s TO app_user".formatted(role));
              Run member = cluster.create(State.minimal());
              cluster.asSuperuser(
                  "postgres",
                  "REVOKE %s FROM app_user".formatted(role),
                  "REVOKE rds_iam FROM " + role,
                  "GRANT testdb_owner TO " + role);
              cluster.asSuperuser(
                  "testdb",
                  "CREATE SCHEMA theirs AUTHORIZATION " + role,
                  "ALTER TABLE flyway_schema_history OWNER TO " + role);
              Run owner = cluster.create(State.minimal());
              Run adopter = cluster.create(State.minimal().adopting());
              cluster.asSuperuser(
                  "testdb",
                  "ALTER TABLE flyway_schema_history OWNER TO testdb_owner",
                  "DROP SCHEMA theirs",
                  "DROP OWNED BY " + role,
                  "DROP ROLE " + role);

              isQuoted(member);
              isQuoted(owner);
              isQuoted(adopter);
            });
  }

  /** What an event says is told in the register of its author, but on one line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "Port",
        "AdminSecretArn",
        "MaintenanceDatabase",
        "DatabaseName",
        "OwnerName",
        "RemovalPolicy",
        "AuthenticationMode",
        "DatabaseTls",
        "Migrations",
        "Adopt",
        "Surprise"
      })
  void thePropertiesOfAnEventAreVisible(String property) {
    for (String text : TEXTS) {
      isVisibleAndBounded(cluster.create(State.minimal().with(property, text)));
    }
  }

  @Test
  void theRestOfAnEventIsVisible() {
    for (String text : TEXTS) {
      for (String field : List.of("RequestType", "ResourceType", "StackId", "LogicalResourceId")) {
        ObjectNode event = cluster.event("Create", State.minimal());
        event.put(field, text);

        isVisibleAndBounded(
            cluster.invoke(
                event,
                "[{\"host\":\"localhost\",\"port\":%d,\"tls\":\"verify-full\",\"adminSecretArn\":\"%s\"}]"
                    .formatted(cluster.aurora().port(), TestCluster.arn(TestCluster.ADMIN_SECRET)),
                TIMEOUT));
      }
      isVisibleAndBounded(cluster.create(State.minimal().with(text, "x")));
      isVisibleAndBounded(cluster.create(State.minimal().users(User.named("app_user").with(text))));
      isVisibleAndBounded(
          cluster.create(State.minimal().users(User.named("app_user").set(text, "x"))));
      isVisibleAndBounded(
          cluster.create(
              State.minimal().users(User.named("app_user").withSecret("missing " + text))));
    }
  }
}
