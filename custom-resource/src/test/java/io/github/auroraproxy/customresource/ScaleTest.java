package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.localaws.LoggedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many statements a run sends, in all of its sessions, however much there is. */
class ScaleTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());
  private static final String OWNER = "testdb_owner";
  private static final int MOST_WITHOUT_CHANGE = 20;

  @TempDir private Path layers;

  @BeforeEach
  void reset() {
    CLUSTER.reset();
  }

  @AfterEach
  void noLayers() {
    CLUSTER.layers(Path.of("/opt"));
  }

  private static List<LoggedStatement> sent(Supplier<Run> run) throws IOException {
    long before = Files.size(CLUSTER.aurora().serverLog());
    run.get().data();
    return CLUSTER.aurora().statementsSince(before);
  }

  private static State withUsers(int count) {
    List<User> users =
        IntStream.range(0, count).mapToObj(i -> User.named("user%04d".formatted(i))).toList();
    users.forEach(user -> CLUSTER.storeUser(user.name()));
    return State.minimal().users(users.toArray(User[]::new));
  }

  @Test
  void aRunWithoutAChangeOfOneUserSendsTwentyStatementsInThreeConnections() throws IOException {
    CLUSTER.create(State.minimal()).data();
    CuttingDriver counting = CuttingDriver.counting();

    List<LoggedStatement> sent =
        sent(() -> CLUSTER.update(State.minimal(), State.minimal(), counting));

    assertThat(sent).hasSizeBetween(1, MOST_WITHOUT_CHANGE);
    assertThat(counting.connected()).isEqualTo(3);
  }

  @Test
  void aThousandTablesAndTenUsersAreSetUpInAHundredStatements() throws IOException {
    State state = withUsers(10).with("Migrations", tables(1000));

    List<LoggedStatement> create = sent(() -> CLUSTER.create(state));

    assertThat(create).filteredOn(s -> s.user().equals(OWNER)).isNotEmpty();
    assertThat(create).filteredOn(s -> !s.user().equals(OWNER)).hasSizeBetween(1, 100);
    assertThat(
            CLUSTER.askAs(
                "testdb",
                "user0009",
                """
                SELECT count(*)::text FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                  AND has_table_privilege(oid, 'INSERT')"""))
        .containsExactly("1000");
    assertThat(sent(() -> CLUSTER.update(state, state))).hasSizeBetween(1, MOST_WITHOUT_CHANGE);
  }

  @Tag("long")
  @Test
  void aChangedLevelOfTenUsersOnAThousandTablesIsAHundredStatementsAtMost() throws IOException {
    State all = withUsers(10).with("Migrations", tables(1000));
    State readOnly =
        all.users(all.users().stream().map(u -> u.with("READ_ONLY")).toArray(User[]::new));
    CLUSTER.create(all).data();

    assertThat(sent(() -> CLUSTER.update(all, readOnly))).hasSizeBetween(1, 100);
  }

  @Tag("long")
  @Test
  void manyUsersAreThreeStatementsEachAndNoneWithoutAChange() throws IOException {
    int count = Integer.getInteger("scale.users");
    State state = withUsers(count);

    assertThat(sent(() -> CLUSTER.create(state))).hasSizeBetween(count, 3 * count);
    CuttingDriver counting = CuttingDriver.counting();
    assertThat(sent(() -> CLUSTER.update(state, state, counting)))
        .hasSizeBetween(1, MOST_WITHOUT_CHANGE);
    assertThat(counting.connected()).as("logins, and two sessions").isEqualTo(count + 2);
  }

  private String tables(int count) throws IOException {
    String fingerprint = "%064x".formatted(count);
    Path directory = layers.resolve("migrations").resolve(fingerprint);
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("V1__tables.sql"),
        """
        DO $$BEGIN
          FOR i IN 1..%d LOOP
            EXECUTE format('CREATE TABLE t%%s (id serial PRIMARY KEY, name text)', i);
          END LOOP;
        END$$;"""
            .formatted(count));
    CLUSTER.layers(layers);
    return fingerprint;
  }
}
