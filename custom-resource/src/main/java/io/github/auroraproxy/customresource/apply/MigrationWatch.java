package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.Identifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * A callback of Flyway before and after every migration: it limits the wait for locks, reports the
 * progress, and rejects an index that was left invalid.
 */
final class MigrationWatch implements Callback {

  /**
   * A statement that waits for a table holds up everybody who asks for the table after it, so it
   * gives up soon, and the migration is tried again.
   */
  static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  private final Identifier database;
  private final MigrationTime time;
  private final Journal journal;
  private Optional<FileTimer> timer = Optional.empty();
  private List<InvalidIndex> before = List.of();
  private MigrationInfo current;
  private boolean transactional;
  private int applied;

  /**
   * @param database for the messages
   * @param time that they may take
   * @param journal told about every migration
   */
  MigrationWatch(Identifier database, MigrationTime time, Journal journal) {
    this.database = database;
    this.time = time;
    this.journal = journal;
  }

  /** How many migrations were applied. */
  int applied() {
    return applied;
  }

  /** The migration that was begun last, as foreign text. */
  String script() {
    return ForeignText.quoted(current == null ? "" : current.getScript());
  }

  /** Whether the migration that was begun last took longer than it may. */
  boolean isOverTime() {
    return timer.filter(FileTimer::isOver).isPresent();
  }

  /** Whether the migration that was begun last leaves nothing behind when it fails. */
  boolean isTransactional() {
    return transactional;
  }

  /**
   * The first index that the migration left invalid, or that it speaks of as if it were built.
   *
   * @param session in the database
   */
  Optional<InvalidIndex> left(Session session) throws SQLException {
    if (current == null) {
      return Optional.empty();
    }
    String sql = text(current);
    return InvalidIndex.in(session).stream()
        .filter(index -> !before.contains(index) || index.isNamedIn(sql))
        .findFirst();
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE_ERROR;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      if (event == Event.BEFORE_EACH_MIGRATE) {
        begin(context);
        return;
      }
      timer.ifPresent(FileTimer::close);
      if (event == Event.AFTER_EACH_MIGRATE) {
        end(new Session(context.getConnection()));
      }
    } catch (SQLException e) {
      throw new FlywayException(e);
    }
  }

  /**
   * @throws OutOfTimeException if the next invocation has to begin this file
   */
  private void begin(Context context) throws SQLException {
    if (!time.allowsNext()) {
      throw new OutOfTimeException();
    }
    Connection connection = context.getConnection();
    Session session = new Session(connection);
    current = context.getMigrationInfo();
    transactional = !connection.getAutoCommit();
    journal.progress("applying " + script());
    before = InvalidIndex.in(session);
    Duration limit = time.forNext();
    timer = time.goesOn() ? Optional.of(new FileTimer(connection, limit)) : Optional.empty();
    // An index that is built without a lock waits for every transaction, and is left invalid if it
    // may not.
    session.execute(
        "SET lock_timeout = %s; SET statement_timeout = %s"
            .formatted(transactional ? LOCK_TIMEOUT.toMillis() : 0, Math.max(1, limit.toMillis())));
  }

  private void end(Session session) throws SQLException {
    Optional<InvalidIndex> left = left(session);
    if (left.isPresent()) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The migrations of database '%s' were not applied: %s failed; %s"
              .formatted(database, script(), left.get().remedy(database.value())));
    }
    applied++;
    journal.progress("applied " + script());
  }

  private static String text(MigrationInfo migration) {
    Path file = Path.of(migration.getPhysicalLocation());
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("A migration can't be read", e);
    }
  }

  @Override
  public String getCallbackName() {
    return "aurora-proxy";
  }
}
