package io.github.auroraproxy.customresource.apply;

import dev.failsafe.function.CheckedRunnable;
import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.plan.Change;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;

/** Sends the changes of a plan, in its order. */
final class Applier {

  private final Sessions sessions;
  private final BlueGreenGuard guard;
  private final Journal journal;

  /**
   * @param sessions of the admin
   * @param guard asked before the first change
   * @param journal told about every change
   */
  Applier(Sessions sessions, BlueGreenGuard guard, Journal journal) {
    this.sessions = sessions;
    this.guard = guard;
    this.journal = journal;
  }

  void apply(List<Step> steps) throws SQLException {
    for (Step step : steps) {
      guard.beforeChange(step.changes().get(0).forDba());
      Session session = sessions.in(step.place());
      HeldLocks locks = new HeldLocks(session, journal);
      if (step.atomic()) {
        persistently(step, locks, () -> atomically(session, step));
        step.changes().forEach(this::tell);
      } else {
        for (Change change : step.changes()) {
          persistently(step, locks, () -> execute(session, step, change));
          tell(change);
        }
      }
    }
  }

  /** Makes attempts that leave nothing behind when a lock is held, until one succeeds. */
  private void persistently(Step step, HeldLocks locks, CheckedRunnable attempt)
      throws SQLException {
    try {
      Retries.ofConflicts(
          sessions.deadline(),
          failure -> locks.endSessions(),
          () -> {
            attempt.run();
            return true;
          });
    } catch (SQLException e) {
      if (SqlStates.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw locks.heldUntilTheDeadline(sessions.database(step.place()), step.changes());
      }
      throw e;
    }
  }

  private void atomically(Session session, Step step) throws SQLException {
    session.begin();
    try {
      for (Change change : step.changes()) {
        execute(session, step, change);
      }
      session.commit();
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }

  private void tell(Change change) {
    if (!change.words().isEmpty()) {
      journal.changed(change.words());
    }
  }

  private void execute(Session session, Step step, Change change) throws SQLException {
    try {
      session.execute(change.sql(), warning -> examine(warning, step, change));
    } catch (SQLException e) {
      Cause cause = Cause.of(e);
      if (SqlStates.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
          && cause != Cause.NO_CREATEROLE
          && cause != Cause.NO_CREATEDB) {
        throw new FunctionException(
            FailureKind.INSUFFICIENT_PRIVILEGE,
            "PostgreSQL refused the admin user; a DBA has to run this in database '%s', or grant the admin user what is missing, and deploy again: %s The server's message is %s."
                .formatted(
                    sessions.database(step.place()),
                    change.forDba(),
                    ForeignText.quoted(firstLine(e.getMessage()))));
      }
      throw e;
    }
  }

  private void examine(SQLWarning warning, Step step, Change change) {
    String state = String.valueOf(warning.getSQLState());
    if (state.equals(SqlStates.PRIVILEGE_NOT_REVOKED)
        || state.equals(SqlStates.PRIVILEGE_NOT_GRANTED)) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "PostgreSQL only warned the admin user and changed nothing; the owner of the object or a DBA has to run this in database '%s', and deploy again: %s The server's message is %s."
              .formatted(
                  sessions.database(step.place()),
                  change.forDba(),
                  ForeignText.quoted(warning.getMessage())));
    }
    // Class 00 is success: the server's NOTICEs.
    if (!state.startsWith("00")) {
      journal.warn("%s: %s".formatted(change, ForeignText.quoted(warning.getMessage())));
    }
  }

  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
