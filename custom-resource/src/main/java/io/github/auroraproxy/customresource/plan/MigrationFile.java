package io.github.auroraproxy.customresource.plan;

/**
 * A migration that can be applied.
 *
 * @param version of a versioned migration, empty for a repeatable one
 * @param description as Flyway takes it from the file's name
 * @param script the file's name
 * @param checksum of its contents, as Flyway computes it
 */
public record MigrationFile(String version, String description, String script, int checksum) {

  /** Whether it is applied whenever it changes. */
  public boolean isRepeatable() {
    return version.isEmpty();
  }
}
