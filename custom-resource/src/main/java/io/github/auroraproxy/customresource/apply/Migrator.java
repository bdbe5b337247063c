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
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.Identifier;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

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
  private final MigrationTime time;
  private final Journal journal;

  /**
   * @param cluster where
   * @param owner the role that owns the database
   * @param database which one
   * @param directory with the files
   * @param time that they may take
   * @param journal told about what was applied
   */
  public Migrator(
      Cluster cluster,
      Identifier owner,
      Identifier database,
      MigrationDirectory directory,
      MigrationTime time,
      Journal journal) {
    this.cluster = cluster;
    this.owner = owner;
    this.database = database;
    this.directory = directory;
    this.time = time;
    this.journal = journal;
  }

  /**
   * @return whether all were applied; otherwise the next invocation has to go on
   * @throws FunctionException if the time of all together is over
   */
  boolean migrate(Sessions sessions, PresentState present) throws SQLException {
    History history = present.contents().map(PresentContents::history).orElse(History.NONE);
    if (time.goesOn()) {
      long left = directory.files().pending(history);
      if (time.isOver()) {
        throw MigrationFailures.tookTooLong(database, left, time);
      }
      journal.progress("%s file%s of migrations left".formatted(left, left == 1 ? "" : "s"));
    }
    if (!time.allowsNext()) {
      return false;
    }
    Session admin = sessions.in(Step.Place.MAINTENANCE);
    Credentials login = open(admin);
    boolean finished;
    try {
      finished =
          new MigrationRun(cluster, login, database, directory, time, journal)
              .run(sessions.in(Step.Place.APPLICATION), history);
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, admin);
      throw e;
    }
    close(admin);
    return finished;
  }

  /** Whether the time of all migrations together is over. */
  boolean isOver() {
    return time.isOver();
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
}
