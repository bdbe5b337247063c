package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.AppliedMigration;
import io.github.auroraproxy.customresource.present.History;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The migrations of the desired state, compared with what the history says was applied.
 *
 * @param files in any order
 */
public record MigrationFiles(List<MigrationFile> files) {

  /** No migrations. */
  public static final MigrationFiles NONE = new MigrationFiles(List.of());

  private static final String VERSIONED_KEY = "V ";
  private static final String REPEATABLE_KEY = "R ";
  private static final String DELETED = "DELETE";
  private static final String BASELINE = "BASELINE";

  /**
   * Whether something is to be applied, or a failed attempt to be forgotten. Nothing is, after a
   * history that Flyway did not write.
   */
  boolean isPending(History history) {
    if (files.isEmpty() || !hasVersionsOfFlyway(history)) {
      return false;
    }
    Map<String, AppliedMigration> applied = applied(history);
    return history.applied().stream().anyMatch(migration -> !migration.success())
        || files.stream().anyMatch(file -> differs(file, applied));
  }

  private static boolean hasVersionsOfFlyway(History history) {
    return history.applied().stream()
        .map(AppliedMigration::version)
        .allMatch(version -> version.isEmpty() || Version.isValid(version));
  }

  /** How many files are to be applied. */
  public long pending(History history) {
    Map<String, AppliedMigration> applied = applied(history);
    return files.stream().filter(file -> differs(file, applied)).count();
  }

  /**
   * The versioned files that are not what was applied under their version: nobody could tell what
   * the database holds if they were passed over.
   */
  List<MigrationFile> changed(History history) {
    Map<String, AppliedMigration> applied = applied(history);
    return versioned()
        .filter(file -> applied.containsKey(key(file.version(), file.description())))
        .filter(file -> differs(file, applied))
        .toList();
  }

  /**
   * The versioned files that were not applied and come before one that was: Flyway passes over
   * them.
   */
  List<MigrationFile> late(History history) {
    Map<String, AppliedMigration> applied = applied(history);
    Optional<Version> last = last(history);
    return versioned()
        .filter(file -> !applied.containsKey(key(file.version(), file.description())))
        .filter(file -> last.isPresent() && Version.of(file.version()).compareTo(last.get()) <= 0)
        .toList();
  }

  /** The highest version that was applied. */
  Optional<Version> last(History history) {
    return known(history).applied().stream()
        .filter(migration -> migration.success() && !migration.version().isEmpty())
        .filter(migration -> !migration.type().equals(DELETED))
        .map(migration -> Version.of(migration.version()))
        .max(Version::compareTo);
  }

  private Stream<MigrationFile> versioned() {
    return files.stream().filter(file -> !file.isRepeatable());
  }

  private History known(History history) {
    return SampleMigration.isFormer(history, this) ? SampleMigration.renumbered(history) : history;
  }

  /** What was applied and is known by its file; a baseline stands for what nobody has a file of. */
  private Map<String, AppliedMigration> applied(History history) {
    Map<String, AppliedMigration> applied = new HashMap<>();
    for (AppliedMigration migration : known(history).applied()) {
      String key = key(migration.version(), migration.description());
      if (migration.type().equals(DELETED)) {
        applied.remove(key);
      } else if (migration.success() && !migration.type().equals(BASELINE)) {
        applied.put(key, migration);
      }
    }
    return applied;
  }

  private static boolean differs(MigrationFile file, Map<String, AppliedMigration> applied) {
    return Optional.ofNullable(applied.get(key(file.version(), file.description())))
        .map(
            migration ->
                migration.checksum().isEmpty()
                    || migration.checksum().getAsInt() != file.checksum())
        .orElse(true);
  }

  /** A version stands for one file whatever it is called; a repeatable one goes by its name. */
  private static String key(String version, String description) {
    return version.isEmpty() ? REPEATABLE_KEY + description : VERSIONED_KEY + Version.of(version);
  }
}
