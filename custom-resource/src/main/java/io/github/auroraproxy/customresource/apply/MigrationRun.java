package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Runs Flyway as the owner, again and again while other transactions hold what it needs. */
final class MigrationRun {

  private final Cluster cluster;
  private final Credentials login;
  private final Identifier database;
  private final MigrationDirectory directory;
  private final MigrationTime time;
  private final Journal journal;
  private final MigrationWatch watch;
  private boolean prepared;
  private Optional<SQLException> conflict = Optional.empty();

  /**
   * @param cluster where
   * @param login the owner, with the password of this run
   * @param database which one
   * @param directory with the files
   * @param time that they may take
   * @param journal told about what was applied
   */
  MigrationRun(
      Cluster cluster,
      Credentials login,
      Identifier database,
      MigrationDirectory directory,
      MigrationTime time,
      Journal journal) {
    this.cluster = cluster;
    this.login = login;
    this.database = database;
    this.directory = directory;
    this.time = time;
    this.journal = journal;
    this.watch = new MigrationWatch(database, time, journal);
  }

  /**
   * @param admin in the application's database
   * @param history as it is
   * @return whether all were applied; otherwise the next invocation has to go on
   */
  boolean run(Session admin, History history) throws SQLException {
    boolean finished;
    try {
      finished =
          Retries.ofConflicts(cluster.deadline(), this::tryAgain, () -> attempt(admin, history));
    } catch (SQLException e) {
      if (Cause.of(e).isConflict()) {
        throw MigrationFailures.inTheWay(e, watch.script(), database);
      }
      throw e;
    }
    if (watch.applied() > 0) {
      journal.changed(
          "applied %s migration%s".formatted(watch.applied(), watch.applied() == 1 ? "" : "s"));
    }
    return finished;
  }

  private void tryAgain(SQLException failure) {
    conflict = Optional.of(failure);
    journal.warn(
        "Trying again to apply %s, which %s"
            .formatted(watch.script(), MigrationFailures.conflict(failure)));
  }

  private boolean attempt(Session admin, History history) throws SQLException {
    try (Connection first = connect()) {
      if (!prepared) {
        new HistoryTable(new Session(first)).prepare(history, directory.files());
        prepared = true;
      }
      new FlywayLock(first, admin, login.username(), journal).take();
      Flyway flyway = flyway(new OwnerDataSource(first, this::connect));
      try {
        flyway.migrate();
      } catch (FlywayException e) {
        if (MigrationFailures.find(e, OutOfTimeException.class).isPresent()) {
          return false;
        }
        throw explained(e, flyway, admin);
      }
      return true;
    }
  }

  /**
   * @throws SQLException the driver's exception, if another attempt may end better
   */
  private FunctionException explained(FlywayException failure, Flyway flyway, Session admin)
      throws SQLException {
    Optional<FunctionException> refused = MigrationFailures.find(failure, FunctionException.class);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (MigrationFailures.isMixed(failure)) {
      return MigrationFailures.mixed(database, flyway.info().pending()[0].getScript());
    }
    Optional<SQLException> cause = MigrationFailures.find(failure, SQLException.class);
    boolean isCanceled = cause.map(Cause::of).equals(Optional.of(Cause.CANCELED));
    if (isCanceled && watch.isOverTime()) {
      return MigrationFailures.overTime(database, watch.script(), time, watch.left(admin));
    }
    if (cause.isPresent()
        && (Cause.of(cause.get()).retry() == Cause.Retry.UNTIL_THE_DEADLINE
            || watch.isTransactional() && Cause.of(cause.get()).isConflict())) {
      throw cause.get();
    }
    if (conflict.isPresent() && isCanceled) {
      return MigrationFailures.inTheWay(conflict.get(), watch.script(), database);
    }
    return MigrationFailures.explained(failure, database, watch.left(admin));
  }

  private Connection connect() throws SQLException {
    return cluster.connectAsOwner(login, database.value(), cluster.deadline().remaining());
  }

  private Flyway flyway(OwnerDataSource dataSource) {
    FluentConfiguration configuration = Flyway.configure();
    // Held by a transaction, the lock would keep CREATE INDEX CONCURRENTLY waiting for ever.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    return configuration
        .dataSource(dataSource)
        .locations(directory.location().orElseThrow())
        .failOnMissingLocations(true)
        .defaultSchema("public")
        .createSchemas(false)
        .table(HistoryReader.TABLE)
        .placeholderReplacement(false)
        .skipDefaultCallbacks(true)
        .callbacks(watch)
        // The planner has compared the files with the history, and refuses in this product's words.
        .validateOnMigrate(false)
        .load();
  }
}
