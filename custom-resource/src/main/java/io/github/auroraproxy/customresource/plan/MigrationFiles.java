package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.AppliedMigration;
import io.github.auroraproxy.customresource.present.History;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /**
   * Whether something is to be applied, or differs from what was applied, so that Flyway has to
   * look at it.
   */
  boolean isPending(History history) {
    if (files.isEmpty()) {
      return false;
    }
    Map<String, AppliedMigration> applied = new HashMap<>();
    for (AppliedMigration migration : history.applied()) {
      if (migration.type().equals(DELETED)) {
        applied.remove(key(migration.version(), migration.description()));
      } else {
        applied.put(key(migration.version(), migration.description()), migration);
      }
    }
    return applied.values().stream().anyMatch(migration -> !migration.success())
        || files.stream().anyMatch(file -> differs(file, applied));
  }

  /**
   * The versioned files that are not what was applied under their version. Flyway refuses them, as
   * it can't tell what the database holds then.
   */
  List<MigrationFile> changed(History history) {
    Map<String, AppliedMigration> applied = new HashMap<>();
    history.applied().stream()
        .filter(AppliedMigration::success)
        .forEach(m -> applied.put(key(m.version(), m.description()), m));
    return files.stream()
        .filter(file -> !file.isRepeatable())
        .filter(file -> applied.containsKey(key(file.version(), file.description())))
        .filter(file -> differs(file, applied))
        .toList();
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
    return version.isEmpty() ? REPEATABLE_KEY + description : VERSIONED_KEY + normalized(version);
  }

  /** Flyway compares versions by their numbers: 1, 01 and 1.0 are the same. */
  private static String normalized(String version) {
    return Arrays.stream(version.split("\\."))
        .map(number -> number.replaceFirst("^0+(?=.)", ""))
        .collect(Collectors.joining("."))
        .replaceFirst("(\\.0)+$", "");
  }
}
