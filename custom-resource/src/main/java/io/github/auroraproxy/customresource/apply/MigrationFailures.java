package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.ServerMessage;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;

/** Says which migration failed, where and why; Flyway's own text quotes whole statements. */
final class MigrationFailures {

  /** What Flyway says of a file with both kinds of statements. */
  private static final String MIXED = "both transactional and non-transactional statements";

  private MigrationFailures() {}

  /** Whether a file holds statements that can't share a transaction with its others. */
  static boolean isMixed(FlywayException failure) {
    return String.valueOf(failure.getMessage()).contains(MIXED);
  }

  /**
   * @param script the file that {@link #isMixed}
   */
  static FunctionException mixed(Identifier database, String script) {
    return failed(
        database,
        "%s holds statements that run in a transaction and others that can't, such as CREATE INDEX CONCURRENTLY; put these into a file of their own"
            .formatted(ForeignText.quoted(script)));
  }

  /**
   * A file took longer than it may.
   *
   * @param database whose migrations
   * @param script the file, as foreign text
   * @param time that migrations have
   * @param left an index that the file left invalid
   */
  static FunctionException overTime(
      Identifier database, String script, MigrationTime time, Optional<InvalidIndex> left) {
    String why =
        time.isOver()
            ? "was ended, because all together have taken the %s of migrationTimeout, which may be up to 50 minutes"
                .formatted(time.totalInWords())
            : "took longer than %s, the most that one file may take, so split it"
                .formatted(time.fileInWords());
    return failed(
        database,
        "%s %s; each file that ended is applied for good%s"
            .formatted(
                script, why, left.map(index -> "; " + index.remedy(database.value())).orElse("")));
  }

  /**
   * The time of all migrations together is over.
   *
   * @param database whose migrations
   * @param left how many files were not applied
   * @param time that migrations have
   */
  static FunctionException tookTooLong(Identifier database, long left, MigrationTime time) {
    return new FunctionException(
        FailureKind.MIGRATION_FAILED,
        "The migrations of database '%s' were not applied within the %s of migrationTimeout, which may be up to 50 minutes: %s file%s left, and the function's log says what they waited for; what was applied stays, and the next deployment goes on with the rest."
            .formatted(database, time.totalInWords(), left, left == 1 ? " is" : "s are"));
  }

  /**
   * @param failure what Flyway threw
   * @param database whose migrations
   * @param left an index that the migration left invalid
   */
  static FunctionException explained(
      FlywayException failure, Identifier database, Optional<InvalidIndex> left) {
    Optional<SQLException> cause = find(failure, SQLException.class);
    String where =
        failure instanceof FlywayMigrateException migrate && migrate.getMigration() != null
            ? "%s failed%s"
                .formatted(
                    ForeignText.quoted(migrate.getMigration().getScript()),
                    migrate.getLineNumber() > 0
                        ? " in the statement at line " + migrate.getLineNumber()
                        : "")
            : "Flyway refused them";
    String why =
        cause.map(ServerMessage::of).orElseGet(() -> ForeignText.quoted(firstLine(failure)));
    String remedy =
        left.map(index -> "; " + index.remedy(database.value()))
            .orElse(
                cause.map(Cause::of).equals(Optional.of(Cause.CANCELED))
                    ? "; the time of the function was over, so split the file: each one that ends is applied for good, or set migrationTimeout"
                    : "");
    return failed(database, "%s with %s%s".formatted(where, why, remedy));
  }

  private static FunctionException failed(Identifier database, String what) {
    return new FunctionException(
        FailureKind.MIGRATION_FAILED,
        "The migrations of database '%s' were not applied: %s%s"
            .formatted(database, what, what.endsWith(";") ? "" : "."));
  }

  /**
   * What another transaction did to a migration.
   *
   * @param failure the driver's
   */
  static String conflict(SQLException failure) {
    return SqlStates.LOCK_NOT_AVAILABLE.equals(failure.getSQLState())
        ? "waited %s seconds for a lock".formatted(MigrationWatch.LOCK_TIMEOUT.toSeconds())
        : "met another transaction: " + ServerMessage.of(failure);
  }

  /**
   * Other transactions were in the way until the deadline.
   *
   * @param failure the last one
   * @param script that was being applied, as foreign text
   * @param database whose migrations
   */
  static FunctionException inTheWay(SQLException failure, String script, Identifier database) {
    return new FunctionException(
        FailureKind.MIGRATION_FAILED,
        "The migrations of database '%s' were not applied: %s %s; end the transaction that holds it, which a DBA finds among the oldest with: SELECT pid, usename, state, xact_start FROM pg_stat_activity WHERE datname = %s ORDER BY xact_start;"
            .formatted(
                database,
                script,
                SqlStates.LOCK_NOT_AVAILABLE.equals(failure.getSQLState())
                    ? "waited for a lock again and again, %s seconds each time"
                        .formatted(MigrationWatch.LOCK_TIMEOUT.toSeconds())
                    : "met another transaction again and again (%s)"
                        .formatted(ServerMessage.of(failure)),
                Sql.shown(Sql.literal(database.value()))));
  }

  static <T> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  private static String firstLine(FlywayException failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }
}
