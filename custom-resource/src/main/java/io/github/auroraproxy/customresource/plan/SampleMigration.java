package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.AppliedMigration;
import io.github.auroraproxy.customresource.present.History;
import java.util.List;
import java.util.OptionalInt;

/**
 * The packaged sample. Its version is below those that a team gives its files, so that a directory
 * of the team's own can follow. Earlier versions of this product called it version 1, the version
 * of a team's first file.
 */
public final class SampleMigration {

  /** The file. */
  public static final String SCRIPT = "V0.0.1__test_table.sql";

  /** Its version. */
  public static final String VERSION = "0.0.1";

  /** Its version in earlier versions of this product. */
  public static final String FORMER_VERSION = "1";

  /** Flyway's checksum of it, in this version and in the earlier ones. */
  public static final int CHECKSUM = -2103919795;

  private SampleMigration() {}

  /**
   * Whether the history holds the sample under its former version, which these files use for
   * something else. A team's own copy of the sample, with files after it or in the directory, is
   * none.
   */
  public static boolean isFormer(History history, MigrationFiles files) {
    List<AppliedMigration> versioned =
        history.applied().stream()
            .filter(migration -> migration.success() && !migration.version().isEmpty())
            .toList();
    return versioned.size() == 1
        && versioned.stream().allMatch(SampleMigration::isFormer)
        && files.files().stream()
            .noneMatch(
                file -> file.version().equals(FORMER_VERSION) && file.checksum() == CHECKSUM);
  }

  private static boolean isFormer(AppliedMigration migration) {
    return migration.version().equals(FORMER_VERSION)
        && migration.checksum().equals(OptionalInt.of(CHECKSUM));
  }

  /** The history with the sample under its version of today. */
  static History renumbered(History history) {
    return new History(
        history.exists(),
        history.owner(),
        history.plain(),
        history.applied().stream()
            .map(migration -> isFormer(migration) ? renumbered(migration) : migration)
            .toList());
  }

  private static AppliedMigration renumbered(AppliedMigration migration) {
    return new AppliedMigration(
        migration.rank(),
        VERSION,
        migration.description(),
        migration.type(),
        migration.checksum(),
        migration.success());
  }
}
