package io.github.auroraproxy.customresource.state;

import java.util.Optional;

/**
 * Where Flyway finds the SQL files.
 *
 * @param location a Flyway location, absent if the database is left without tables
 */
public record MigrationSource(Optional<String> location) {

  /** The sample that the function carries: {@code test_table} and its two rows. */
  static final MigrationSource SAMPLE =
      new MigrationSource(Optional.of("classpath:migrations/sample"));

  static final MigrationSource NONE = new MigrationSource(Optional.empty());
}
