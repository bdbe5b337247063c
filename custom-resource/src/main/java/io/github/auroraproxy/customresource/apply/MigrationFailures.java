package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.ServerMessage;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.MigrationFailedException;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;

/** Says which migration failed, where and why; Flyway's own text quotes whole statements. */
final class MigrationFailures {

  private MigrationFailures() {}

  /**
   * @throws SQLException the driver's exception, if another run may end better
   */
  static MigrationFailedException explained(FlywayException failure, Identifier database)
      throws SQLException {
    Optional<SQLException> cause = sqlException(failure);
    if (cause.isPresent() && SqlStates.isOutage(cause.get())) {
      throw cause.get();
    }
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
    return new MigrationFailedException(
        "The migrations of database '%s' were not applied: %s with %s."
            .formatted(database, where, why));
  }

  private static Optional<SQLException> sqlException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
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
