package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.migrations.MigrationDirectory;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The migrations of the application's database: versioned SQL files, each applied once and in the
 * order of the versions.
 *
 * @see <a href="https://documentation.red-gate.com/flyway/flyway-concepts/migrations">Flyway's
 *     migrations</a>
 */
public final class Migrations {

  private static final Migrations SAMPLE = new Migrations("sample", Optional.empty());
  private static final Migrations NONE = new Migrations("none", Optional.empty());

  private final String name;
  private final Optional<MigrationDirectory> directory;

  private Migrations(String name, Optional<MigrationDirectory> directory) {
    this.name = name;
    this.directory = directory;
  }

  /** The packaged sample: the table {@code test_table} with two rows. */
  public static Migrations sample() {
    return SAMPLE;
  }

  /** No tables: the database is created empty, or left as it is. */
  public static Migrations none() {
    return NONE;
  }

  /**
   * SQL files of a directory and those below it: {@code V1__orders.sql}, {@code V2__index.sql}, and
   * {@code R__view.sql} for what is applied again whenever it changes. The function gets them as a
   * layer. A changed file changes the custom resource, so that the next deployment applies it.
   *
   * @param directory absolute, or relative to where the app runs
   * @throws io.github.auroraproxy.InvalidPropertyException if it is no directory, has no versioned
   *     file, or has a file that Flyway would pass over or mistake for another, that is empty or
   *     not UTF-8, or that holds commands of psql
   */
  public static Migrations fromDirectory(Path directory) {
    MigrationDirectory read = MigrationDirectory.read(directory);
    return new Migrations(read.fingerprint(), Optional.of(read));
  }

  /** SQL files of a directory, as with {@link #fromDirectory(Path)}. */
  public static Migrations fromDirectory(String directory) {
    Guard.of("Migrations").readAtSynth("directory", directory);
    return Known.isPending(directory) ? none() : fromDirectory(Path.of(directory));
  }

  /** The custom resource's property. */
  String name() {
    return name;
  }

  Optional<MigrationDirectory> directory() {
    return directory;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Migrations migrations && name.equals(migrations.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
