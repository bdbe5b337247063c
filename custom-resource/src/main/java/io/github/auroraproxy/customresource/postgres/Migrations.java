package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.failure.MigrationFailedException;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.MigrationSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The application's tables: versioned SQL files, each applied once.
 *
 * @see <a href="https://documentation.red-gate.com/flyway">Flyway</a>
 */
public final class Migrations {

  /** The table in which Flyway keeps what it applied; no user of the application sees it. */
  static final String HISTORY = "flyway_schema_history";

  private static final String SAMPLE = "classpath:migrations/sample";

  private final Cluster cluster;
  private final Identifier database;
  private final Path layers;
  private final Journal journal;

  /**
   * @param cluster where
   * @param database which one
   * @param layers where Lambda unpacks the function's layers
   * @param journal told about what was applied
   */
  public Migrations(Cluster cluster, Identifier database, Path layers, Journal journal) {
    this.cluster = cluster;
    this.database = database;
    this.layers = layers;
    this.journal = journal;
  }

  /**
   * Applies what is new.
   *
   * @param source where the SQL files are
   * @return how many have been applied up to now, by this run and earlier ones
   * @throws MigrationFailedException if one fails, or one that was applied has changed since
   */
  public int apply(MigrationSource source) throws SQLException {
    return source.equals(MigrationSource.NONE) ? 0 : apply(location(source));
  }

  private String location(MigrationSource source) {
    Optional<Path> directory = source.directory(layers);
    if (directory.isEmpty()) {
      return SAMPLE;
    }
    if (!Files.isDirectory(directory.get())) {
      throw new MigrationFailedException(
          "The migrations of database '%s' are not at %s; the function needs the layer that holds them."
              .formatted(database, directory.get()));
    }
    return "filesystem:" + directory.get();
  }

  private int apply(String location) throws SQLException {
    Flyway flyway =
        Flyway.configure()
            .dataSource(new MasterDataSource(cluster, database.value()))
            .locations(location)
            .failOnMissingLocations(true)
            .defaultSchema("public")
            .createSchemas(false)
            .table(HISTORY)
            // An adopted database has tables already, and no history.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    try {
      int applied = flyway.migrate().migrationsExecuted;
      if (applied > 0) {
        journal.changed("applied %d migration%s".formatted(applied, applied == 1 ? "" : "s"));
      }
      return (int)
          Arrays.stream(flyway.info().applied())
              .filter(info -> !info.getType().isBaseline())
              .count();
    } catch (FlywayException e) {
      rethrowOutage(e);
      throw new MigrationFailedException(
          "The migrations of database '%s' were not applied: %s".formatted(database, finding(e)));
    }
  }

  private static void rethrowOutage(FlywayException e) throws SQLException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && SqlStates.isOutage(sql)) {
        throw sql;
      }
    }
  }

  private static String finding(FlywayException e) {
    return e.getMessage()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }
}
