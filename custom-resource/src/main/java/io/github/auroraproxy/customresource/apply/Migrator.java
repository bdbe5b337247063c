package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.plan.Change;
import io.github.auroraproxy.customresource.plan.OwnerPlan;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.Identifier;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Applies the migrations in sessions that logged in as the owner, with a password that is made for
 * this run: a file may say RESET ROLE or SET ROLE, and still has power over its database only.
 */
public final class Migrator {

  private static final int PASSWORD_BYTES = 32;

  /** The server's clock may differ from the function's. */
  private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final Identifier owner;
  private final Identifier database;
  private final MigrationDirectory directory;
  private final Journal journal;

  /**
   * @param cluster where
   * @param owner the role that owns the database
   * @param database which one
   * @param directory with the files
   * @param journal told about what was applied
   */
  public Migrator(
      Cluster cluster,
      Identifier owner,
      Identifier database,
      MigrationDirectory directory,
      Journal journal) {
    this.cluster = cluster;
    this.owner = owner;
    this.database = database;
    this.directory = directory;
    this.journal = journal;
  }

  void migrate(Sessions sessions, PresentState present) throws SQLException {
    History history = present.contents().map(PresentContents::history).orElse(History.NONE);
    Session admin = sessions.in(Step.Place.MAINTENANCE);
    Credentials login = open(admin);
    try {
      migrateAs(login, sessions.in(Step.Place.APPLICATION), history);
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, admin);
      throw e;
    }
    close(admin);
  }

  private Credentials open(Session admin) throws SQLException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Credentials login = new Credentials(owner.value(), Base64.getEncoder().encodeToString(random));
    Instant end = Clock.systemUTC().instant().plus(cluster.deadline().remaining());
    admin.execute(
        "ALTER ROLE %s LOGIN PASSWORD %s VALID UNTIL %s"
            .formatted(
                owner.quoted(),
                Sql.literal(login.scramVerifier()),
                Sql.literal(end.plus(CLOCK_MARGIN).toString())));
    return login;
  }

  private void close(Session admin) throws SQLException {
    for (Change change : OwnerPlan.closing(owner.value())) {
      admin.execute(change.sql());
    }
  }

  /** If this fails too, the next run closes the role. */
  private void closeAfter(Exception failure, Session admin) {
    try {
      close(admin);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void migrateAs(Credentials login, Session admin, History history) throws SQLException {
    Connection first = connect(login);
    try {
      if (!history.exists()) {
        new HistoryTable(new Session(first)).create();
      }
      new FlywayLock(first, admin, owner, journal).take();
      Flyway flyway = flyway(new OwnerDataSource(first, () -> connect(login)));
      if (history.applied().stream().anyMatch(migration -> !migration.success())) {
        // A migration without a transaction that failed: its row has to go before it is tried
        // again.
        flyway.repair();
      }
      int applied = flyway.migrate().migrationsExecuted;
      if (applied > 0) {
        journal.changed("applied %d migration%s".formatted(applied, applied == 1 ? "" : "s"));
      }
    } catch (FlywayException e) {
      throw MigrationFailures.explained(e, database);
    } finally {
      first.close();
    }
  }

  private Connection connect(Credentials login) throws SQLException {
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
        // An adopted database has tables already, and no history.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .placeholderReplacement(false)
        .skipDefaultCallbacks(true)
        // A migration stays applied when its file goes.
        .ignoreMigrationPatterns("*:missing", "*:future")
        .load();
  }
}
