package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.AppliedMigration;
import io.github.auroraproxy.customresource.present.ForeignObject;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.present.OwnedObject;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Plans the contents of the database: the owner of its objects, its extensions, and whether
 * migrations may be applied.
 */
final class ContentsPlan {

  private static final String TABLE = "TABLE";

  private final PlanInput input;
  private final PresentCluster cluster;
  private final PresentContents contents;
  private final OwnerPlan owner;

  ContentsPlan(PlanInput input, PresentCluster cluster, PresentContents contents, OwnerPlan owner) {
    this.input = input;
    this.cluster = cluster;
    this.contents = contents;
    this.owner = owner;
  }

  /**
   * A new database is a copy of {@code template1} up to PostgreSQL 14, since {@code template0} has
   * a schema public there that the admin could not hand on. Everybody may create objects in {@code
   * template1} on these versions, so a copy of them is dropped.
   */
  List<Change> fresh() {
    if (!owner.isFresh()) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    if (!cluster.server().givesPublicToTheDatabaseOwner()
        && !foreign(object -> !isOwners(object)).isEmpty()) {
      changes.add(
          Change.of(
              "dropped what others left in template1 from schema public",
              "DROP SCHEMA public CASCADE"));
      changes.add(Change.silent("CREATE SCHEMA public AUTHORIZATION " + input.owner().quoted()));
    }
    changes.add(owner.settled());
    return changes;
  }

  /** What the admin owns becomes the owner's, object by object; extensions stay the admin's. */
  List<Change> handOver() {
    return contents.ownedByAdmin().stream()
        .filter(object -> owner.takesOver() || isHistory(object))
        .map(
            object ->
                Change.of(
                    "gave %s %s to role %s"
                        .formatted(object.kind(), Sql.shown(object.identity()), input.owner()),
                    "ALTER %s %s OWNER TO %s"
                        .formatted(object.kind(), object.identity(), input.owner().quoted())))
        .toList();
  }

  private static boolean isHistory(OwnedObject object) {
    return object.kind().equals(TABLE) && object.identity().equals(HistoryReader.QUALIFIED);
  }

  /**
   * Creates the extensions that are missing.
   *
   * @throws FunctionException if somebody's code in the schema public could take the place of a
   *     built-in that an extension's script calls
   */
  List<Change> extensions() {
    Set<String> missing = new TreeSet<>(input.state().extensions());
    missing.removeAll(contents.extensions());
    if (!missing.isEmpty()) {
      List<String> hiding = foreign(ForeignObject::hidesBuiltIn);
      if (!hiding.isEmpty()) {
        throw new FunctionException(
            FailureKind.INSUFFICIENT_PRIVILEGE,
            "The extensions %s can't be created in database '%s', because code in its schema public has the names of built-in routines or operators, which the admin user would run: %s; a DBA has to drop it or move it to another schema."
                .formatted(missing, input.database(), ShortText.names(hiding)));
      }
    }
    return missing.stream()
        .map(
            name ->
                Change.of(
                    "created extension " + name,
                    "CREATE EXTENSION %s SCHEMA public".formatted(Sql.name(name))))
        .toList();
  }

  /**
   * Whether migrations are to be applied.
   *
   * @throws FunctionException if the history can't be trusted
   * @throws FunctionException if somebody else's code or tables stand where migrations look for
   *     names
   */
  boolean isMigrationPending() {
    History history = contents.history();
    if (input.migrations().files().isEmpty()) {
      return false;
    }
    checkHistory(history);
    checkVersions(history);
    checkUnchanged(input.migrations().changed(history));
    checkOrder(history);
    boolean pending = input.migrations().isPending(history);
    if (pending) {
      checkPath();
    }
    return pending;
  }

  private void checkUnchanged(List<MigrationFile> changed) {
    if (!changed.isEmpty()) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The migrations of database '%s' were not applied: checksum mismatch for version %s, because %s is not the file that was applied; restore that file, and put the change into one with a new version."
              .formatted(
                  input.database(),
                  changed.stream().map(MigrationFile::version).collect(Collectors.joining(", ")),
                  ShortText.names(changed.stream().map(MigrationFile::script).toList())));
    }
  }

  private void checkOrder(History history) {
    List<MigrationFile> late = input.migrations().late(history);
    if (!late.isEmpty()) {
      MigrationFile first = late.get(0);
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The migrations of database '%s' were not applied: %s has version %s, and version %s was applied already; give it a higher version.%s"
              .formatted(
                  input.database(),
                  first.script(),
                  first.version(),
                  input.migrations().last(history).orElseThrow(),
                  first.script().equals(SampleMigration.SCRIPT)
                      ? " The packaged sample is the first migration of a database, or none."
                      : ""));
    }
  }

  private void checkHistory(History history) {
    boolean ownedHere = owner.is(history.owner()) || history.owner().equals(cluster.admin());
    if (history.exists() && !ownedHere) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The table %s of database '%s' belongs to %s, who could forge what was applied; a DBA has to look at it and run: ALTER TABLE %s OWNER TO %s;"
              .formatted(
                  HistoryReader.QUALIFIED,
                  input.database(),
                  ForeignText.name(history.owner()),
                  HistoryReader.QUALIFIED,
                  input.owner().quoted()));
    }
    if (history.exists() && !history.plain()) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "%s of database '%s' is not the table that Flyway makes: it is a view, or has rules, policies, constraints, index expressions or other columns, which would run code when it is read; a DBA has to take them away."
              .formatted(HistoryReader.QUALIFIED, input.database()));
    }
  }

  /** The owner may write to its history; Flyway writes numbers. */
  private void checkVersions(History history) {
    history.applied().stream()
        .map(AppliedMigration::version)
        .filter(version -> !version.isEmpty() && !Version.isValid(version))
        .findFirst()
        .ifPresent(
            version -> {
              throw new FunctionException(
                  FailureKind.MIGRATION_FAILED,
                  "%s of database '%s' holds the version %s, which Flyway did not write; a DBA has to delete that row."
                      .formatted(
                          HistoryReader.QUALIFIED, input.database(), ForeignText.quoted(version)));
            });
  }

  /**
   * A migration that names no schema finds what stands in the schema public. What a user of the
   * application made there would run, or be written to, with the owner's privileges.
   */
  private void checkPath() {
    if (owner.isFresh()) {
      return;
    }
    Set<String> users = input.userNames();
    List<String> suspicious =
        foreign(
            object ->
                !isOwners(object) && (object.hidesBuiltIn() || users.contains(object.owner())));
    if (!suspicious.isEmpty()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "Migrations of database '%s' would meet what others made in its schema public, and run its code as the owner: %s; a DBA has to look at it, and then move it to another schema (ALTER … SET SCHEMA) or give it to the owner (ALTER … OWNER TO %s)."
              .formatted(input.database(), ShortText.names(suspicious), input.owner().quoted()));
    }
  }

  private boolean isOwners(ForeignObject object) {
    return owner.is(object.owner());
  }

  private List<String> foreign(Predicate<ForeignObject> predicate) {
    return contents.foreign().stream()
        .filter(predicate)
        .map(
            object ->
                "%s of %s"
                    .formatted(Sql.shown(object.description()), ForeignText.name(object.owner())))
        .toList();
  }
}
