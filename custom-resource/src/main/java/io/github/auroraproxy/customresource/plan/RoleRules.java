package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.Membership;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.Mark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks and statements that the plans of the owner and of the users share. */
final class RoleRules {

  private RoleRules() {}

  /**
   * The mark of an existing role once the resource uses it.
   *
   * @param kind {@code role}, or {@code database} for a mark that stands for one
   * @param name of the role or database, for the message
   * @param present its mark, if it has one
   * @throws FunctionException if another resource uses it and it is not to be adopted
   */
  static Mark inUse(String kind, String name, Optional<Mark> present, PlanInput input) {
    if (present.isEmpty()) {
      return Mark.created(input.resource(), input.database()).from(Mark.Origin.EXISTING);
    }
    Mark mark = present.get();
    if (mark.isBy(input.resource())) {
      return mark.isFor(input.database())
          ? mark.by(input.resource())
          : Mark.created(input.resource(), input.database()).from(mark.origin());
    }
    boolean adopt = input.state().adopt();
    if (!adopt && !mark.released()) {
      // An owner's mark stands for the role and, with an origin of its own, for the database.
      Mark.Origin origin =
          kind.equals("role") ? mark.origin() : mark.databaseOrigin().orElse(mark.origin());
      throw new FunctionException(
          FailureKind.OBJECT_OF_ANOTHER_STACK,
          "The %s '%s' %s %s; choose another name, or set Adopt to take it over."
              .formatted(
                  kind,
                  name,
                  origin == Mark.Origin.CREATED ? "was created by" : "is used by",
                  mark.resource()));
    }
    return mark.takenOver(input.resource(), input.database(), adopt);
  }

  /**
   * @throws FunctionException if the admin may not alter the role
   */
  static void checkAdministrable(PresentRole role, PresentCluster cluster) {
    if (!role.administrable()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The role '%s' exists, and the admin user '%s' may not alter it; a DBA has to run: GRANT %s TO %s WITH ADMIN OPTION;"
              .formatted(
                  role.name(),
                  cluster.admin(),
                  Sql.shown(Sql.name(role.name())),
                  Sql.name(cluster.admin())));
    }
  }

  /**
   * @param purpose what the role is for, such as {@code an application's user}
   * @throws FunctionException if the role has power over the cluster
   */
  static void checkPowerless(PresentRole role, PresentCluster cluster, String purpose) {
    if (role.attributes().superuser()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The role '%s' is a superuser, which %s must not be; choose another name."
              .formatted(role.name(), purpose));
    }
    String removal = role.attributes().removal();
    if (!removal.isEmpty()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The role '%s' has attributes with which %s has power over the cluster; a DBA has to run: ALTER ROLE %s %s;"
              .formatted(role.name(), purpose, Sql.shown(Sql.name(role.name())), removal));
    }
    Optional<Membership> powerful =
        Stream.concat(
                cluster.membershipsOf(role.name()),
                cluster.reachableFrom(role.name()).stream().flatMap(cluster::membershipsOf))
            .filter(Membership::powerful)
            .findFirst();
    if (powerful.isPresent()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The role '%s' is a member of %s, with which %s has power over the cluster; a DBA has to run: REVOKE %s FROM %s;"
              .formatted(
                  role.name(),
                  ForeignText.name(powerful.get().role()),
                  purpose,
                  Sql.shown(Sql.name(powerful.get().role())),
                  Sql.shown(Sql.name(powerful.get().member()))));
    }
  }

  static String alter(String role, String what) {
    return "ALTER ROLE %s %s".formatted(Sql.name(role), what);
  }

  /** Sets the mark in a role's comment, and leaves a person's text before it. */
  static String comment(String role, String present, Mark mark) {
    return "COMMENT ON ROLE %s IS %s".formatted(Sql.name(role), Sql.literal(mark.in(present)));
  }

  /** The change that leaves a role behind for whoever takes it over. */
  static Optional<Change> release(PresentRole role) {
    Optional<Mark> mark = role.mark();
    if (mark.isEmpty() || mark.get().released()) {
      return Optional.empty();
    }
    if (mark.get().origin() == Mark.Origin.EXISTING) {
      String text = Mark.without(role.comment());
      return Optional.of(
          Change.of(
              "released role " + role.name(),
              "COMMENT ON ROLE %s IS %s"
                  .formatted(Sql.name(role.name()), text.isEmpty() ? "NULL" : Sql.literal(text))));
    }
    return Optional.of(
        Change.of(
            "released role " + role.name(),
            comment(role.name(), role.comment(), mark.get().release())));
  }

  /** The change that ends a role's sessions, before something is taken from it. */
  static List<Change> endSessions(PresentRole role) {
    return role.sessions() == 0
        ? List.of()
        : List.of(
            Change.of(
                "ended %s session%s of role %s"
                    .formatted(role.sessions(), role.sessions() == 1 ? "" : "s", role.name()),
                terminate(role.name())));
  }

  static String terminate(String role) {
    return "SELECT pg_terminate_backend(pid), pg_sleep(0.05) FROM pg_stat_activity WHERE usename = %s::name"
        .formatted(Sql.literal(role));
  }
}
