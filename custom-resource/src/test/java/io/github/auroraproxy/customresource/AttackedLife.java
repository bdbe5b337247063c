package io.github.auroraproxy.customresource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is deployed between the attacks: a stack from its creation to its deletion under {@code
 * RETAIN}, and another from the adoption of what that left to the deletion under {@code DESTROY}.
 */
final class AttackedLife {

  /** A reader who attacks nobody, and calls what others left. */
  static final String WITNESS = "witness";

  /** Long for a run that nothing holds up. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final String TEST_TABLE = "/migrations/sample/V0.0.1__test_table.sql";

  /** Writes in every way into what the sample made, and makes more. */
  private static final String ORDERS =
      """
      INSERT INTO test_table (name) VALUES ('from a migration');
      UPDATE test_table SET name = name || '!' WHERE id = 1;
      DELETE FROM test_table WHERE id = 2;
      CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, note text);
      INSERT INTO orders (note) VALUES ('first'), ('second');
      CREATE SCHEMA shop;
      CREATE TABLE shop.items (id serial PRIMARY KEY, name text);
      SELECT count(*) FROM test_table WHERE lower(name) = 'x' AND format('%I', name) <> 'y';
      ANALYZE test_table;
      """;

  private static final String MORE =
      """
      INSERT INTO orders (note) SELECT name FROM test_table;
      UPDATE orders SET note = upper(note);
      UPDATE test_table SET id = id + 100;
      DELETE FROM orders WHERE id = 1;
      INSERT INTO shop.items (name) VALUES ('one');
      DELETE FROM test_table WHERE id = 101;
      """;

  private static final State NONE =
      new State(
              "testdb",
              List.of(
                  User.named("app_user"),
                  User.named("app_writer").with("READ_WRITE"),
                  User.named("app_reader").with("READ_ONLY"),
                  User.named(WITNESS).with("READ_ONLY")),
              java.util.Map.of())
          .with("Migrations", "none");

  /**
   * One run.
   *
   * @param name for messages
   * @param usersRemoved whether what removed users owned may have become the owner's
   * @param run of the function
   */
  record Step(String name, boolean usersRemoved, Function<TestCluster, Run> run) {}

  private final State sample = NONE.with("Migrations", "sample");
  private final State orders;
  private final State more;

  /**
   * @param layers where the migrations are written
   */
  AttackedLife(Path layers) {
    try (var testTable = AttackedLife.class.getResourceAsStream(TEST_TABLE)) {
      byte[] first = testTable.readAllBytes();
      orders = NONE.with("Migrations", migrations(layers, 1, first, ORDERS));
      more = NONE.with("Migrations", migrations(layers, 2, first, ORDERS, MORE)).destroyed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String migrations(Path layers, int number, byte[] first, String... later)
      throws IOException {
    String fingerprint = "%064x".formatted(number);
    Path directory = Files.createDirectories(layers.resolve("migrations").resolve(fingerprint));
    Files.write(directory.resolve("V1__test_table.sql"), first);
    for (int i = 0; i < later.length; i++) {
      Files.writeString(directory.resolve("V%d__later.sql".formatted(i + 2)), later[i]);
    }
    return fingerprint;
  }

  List<Step> steps() {
    State narrowed =
        orders.users(
            User.named("app_user").with("READ_WRITE"),
            User.named("app_writer").with("READ_ONLY"),
            User.named("app_reader").with("READ_ONLY"),
            User.named(WITNESS).with("READ_WRITE"));
    State removed = orders.users(User.named(WITNESS).with("READ_ONLY"));
    State dropped = more.users(User.named(WITNESS).with("READ_ONLY"));
    State widened = more.users(User.named(WITNESS).with("READ_WRITE"));
    return Stream.of(
            new Step("Create", false, c -> c.createWithin(TIMEOUT, NONE)),
            update("Update from no migrations to the sample", NONE, sample),
            update("Update without a change", sample, sample),
            update("Update with a further migration", sample, orders),
            update("Update of the levels", orders, narrowed),
            update("Update that removes users under RETAIN", narrowed, removed),
            new Step("Delete under RETAIN", false, c -> c.deleteWithin(TIMEOUT, removed)),
            new Step("Create under DESTROY", false, c -> c.createWithin(TIMEOUT, more)),
            new Step(
                "Update that removes users under DESTROY",
                true,
                c -> c.updateWithin(TIMEOUT, more, dropped)),
            new Step(
                "Update that widens a reader's level",
                true,
                c -> c.updateWithin(TIMEOUT, dropped, widened)),
            new Step("Delete under DESTROY", true, c -> c.deleteWithin(TIMEOUT, widened)))
        .toList();
  }

  private static Step update(String name, State from, State to) {
    return new Step(name, false, c -> c.updateWithin(TIMEOUT, from, to));
  }
}
