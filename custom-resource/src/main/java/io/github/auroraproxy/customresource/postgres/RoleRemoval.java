package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.RoleOwnsObjectsElsewhereException;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees a role of everything that depends on it, so that it can be dropped and no row is lost.
 *
 * @see <a href="https://www.postgresql.org/docs/current/role-removal.html">Dropping Roles</a>
 */
public final class RoleRemoval {

  private final Session maintenance;
  private final Identifier role;
  private final Identifier database;

  /**
   * @param maintenance in the maintenance database
   * @param role to be dropped
   * @param database the one that it was created for
   */
  public RoleRemoval(Session maintenance, Identifier role, Identifier database) {
    this.maintenance = maintenance;
    this.role = role;
    this.database = database;
  }

  /** Refuses, before anything is dropped, if objects of other databases depend on the role. */
  public void check() throws SQLException {
    List<String> databases =
        maintenance.texts(
            """
            SELECT DISTINCT d.datname
            FROM pg_shdepend s
              JOIN pg_database d
                ON d.oid = s.dbid
                OR (s.dbid = 0 AND s.classid = 'pg_database'::regclass AND d.oid = s.objid)
            WHERE s.refclassid = 'pg_authid'::regclass
              AND s.refobjid = (SELECT oid FROM pg_roles WHERE rolname = ?)
              AND d.datname <> ?
            ORDER BY 1""",
            role.value(),
            database.value());
    if (!databases.isEmpty()) {
      throw new RoleOwnsObjectsElsewhereException(
          "The role '%s' cannot be dropped, because objects in %s belong to it or grant it privileges; there a DBA has to run: REASSIGN OWNED BY %s TO CURRENT_USER; DROP OWNED BY %s;"
              .formatted(role, databases, role.quoted(), role.quoted()));
    }
  }

  /**
   * Gives the role's objects in this database to the master user, takes its privileges and ends its
   * sessions.
   */
  public void free(Session target) throws SQLException {
    List<Change> changes = new ArrayList<>();
    if (!target.holds("SELECT pg_has_role(current_user, ?, 'USAGE')", role.value())) {
      changes.add(Change.silent("GRANT %s TO CURRENT_USER".formatted(role.quoted())));
    }
    changes.add(Change.silent("REASSIGN OWNED BY %s TO CURRENT_USER".formatted(role.quoted())));
    changes.add(
        new Change(
            "took objects and privileges in database %s from role %s".formatted(database, role),
            "DROP OWNED BY " + role.quoted()));
    changes.add(
        Change.silent(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = "
                + Literals.quoted(role.value())));
    target.atomically(changes);
  }
}
