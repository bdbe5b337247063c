package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.present.BlueGreenReader;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Refuses the first change of a run while RDS has a blue/green deployment of the cluster: logical
 * replication takes no DDL from blue to green, and RDS does not switch over after some. A run that
 * changes nothing is not asked about.
 */
final class BlueGreenGuard {

  /** connection_exception and its kind: the session is gone, whoever asked. */
  private static final String CONNECTION_EXCEPTIONS = "08";

  private final Session session;
  private final Journal journal;
  private boolean passed;

  /**
   * @param session of the admin, in a transaction
   * @param journal told if RDS's function fails
   */
  BlueGreenGuard(Session session, Journal journal) {
    this.session = session;
    this.journal = journal;
  }

  /**
   * Called before each change, asks before the first.
   *
   * @param first what the run would do first
   * @throws FunctionException if there is a deployment that is not completed
   */
  void beforeChange(String first) throws SQLException {
    if (passed) {
      return;
    }
    Optional<String> status = status();
    if (status.isPresent()) {
      throw new FunctionException(
          FailureKind.BLUE_GREEN_DEPLOYMENT,
          "RDS has a blue/green deployment of this cluster (status %s), which changes of the database would break, since blue does not replicate them to green; deploy again after the switchover, or delete the blue/green deployment before. Left undone, from here on: %s"
              .formatted(ForeignText.quoted(status.get()), first));
    }
    passed = true;
  }

  /** Whether there is a deployment that is not completed, as far as RDS tells. */
  boolean isUnderWay() throws SQLException {
    return !passed && status().isPresent();
  }

  private Optional<String> status() throws SQLException {
    try {
      return new BlueGreenReader(session).status();
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith(CONNECTION_EXCEPTIONS)) {
        throw e;
      }
      journal.warn(
          "Whether there is a blue/green deployment of this cluster is unknown; the server's message is %s."
              .formatted(ForeignText.quoted(e.getMessage())));
      return Optional.empty();
    }
  }
}
