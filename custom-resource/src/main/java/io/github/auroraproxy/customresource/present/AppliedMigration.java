package io.github.auroraproxy.customresource.present;

import java.util.OptionalInt;

/**
 * A row of Flyway's history.
 *
 * @param rank its place in the order of application
 * @param version of a versioned migration, empty for a repeatable one
 * @param description as Flyway takes it from the file's name
 * @param type such as {@code SQL} or {@code BASELINE}
 * @param checksum of the file
 * @param success whether it ended well
 */
public record AppliedMigration(
    int rank,
    String version,
    String description,
    String type,
    OptionalInt checksum,
    boolean success) {}
