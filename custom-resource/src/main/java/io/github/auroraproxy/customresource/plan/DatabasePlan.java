package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentDatabase;
import io.github.auroraproxy.customresource.state.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the application's database: creates it if it is missing, and makes the owner own it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">CREATE
 *     DATABASE</a>
 */
final class DatabasePlan {

  private static final String END_SESSIONS_IN_TEMPLATE1 =
      """
      SELECT pg_terminate_backend(t.pid)
      FROM (SELECT a.pid FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = 'template1' AND NOT r.rolsuper OFFSET 0) t""";

  private final PlanInput input;
  private final PresentCluster cluster;
  private final OwnerPlan owner;

  DatabasePlan(PlanInput input, PresentCluster cluster, OwnerPlan owner) {
    this.input = input;
    this.cluster = cluster;
    this.owner = owner;
  }

  boolean isMissing() {
    return cluster.database().isEmpty();
  }

  /**
   * The owner's mark, which is set before, says that the database is this resource's, so a run may
   * be cut off right after this.
   */
  List<Change> creation() {
    boolean copiesTemplate1 = !cluster.server().givesPublicToTheDatabaseOwner();
    String template = copiesTemplate1 ? "" : " TEMPLATE template0";
    List<Change> changes = new ArrayList<>();
    if (copiesTemplate1) {
      // A session in the template, which anybody may have, would keep it from being copied.
      changes.add(Change.silent(END_SESSIONS_IN_TEMPLATE1));
    }
    changes.add(
        Change.of(
            "created database " + input.database(),
            "CREATE DATABASE %s OWNER %s%s"
                .formatted(input.database().quoted(), input.owner().quoted(), template)));
    return changes;
  }

  /** Gives the database to the owner, and its comment back to people. */
  List<Change> changes() {
    PresentDatabase database = cluster.database().orElseThrow();
    List<Change> changes = new ArrayList<>();
    if (owner.takesOver() && !database.owner().equals(input.owner().value())) {
      changes.add(
          Change.of(
              "gave database %s to role %s".formatted(input.database(), input.owner()),
              "ALTER DATABASE %s OWNER TO %s"
                  .formatted(input.database().quoted(), input.owner().quoted())));
    }
    if (database.owner().equals(cluster.admin())
        && Mark.in(Optional.of(database.comment())).isPresent()) {
      String text = Mark.without(database.comment());
      changes.add(
          Change.silent(
              "COMMENT ON DATABASE %s IS %s"
                  .formatted(
                      input.database().quoted(), text.isEmpty() ? "NULL" : Sql.literal(text))));
    }
    return changes;
  }
}
