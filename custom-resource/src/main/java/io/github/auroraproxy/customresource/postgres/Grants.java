package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Privileges;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a role may do in the database, made exactly what is stated: what is missing is granted, what
 * is not stated any more is revoked. Flyway's history stays the master user's.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-grant.html">GRANT</a>
 */
public final class Grants {

  /** The schemas of the application: public, and those that the master user's migrations create. */
  private static final String SCHEMAS =
      """
      (n.nspname = 'public' OR pg_has_role(n.nspowner, 'USAGE'))
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'""";

  private final Session session;
  private final Identifier database;
  private final int majorVersion;

  /**
   * @param session in the application's database
   * @param database its name
   * @param majorVersion the server's
   */
  public Grants(Session session, Identifier database, int majorVersion) {
    this.session = session;
    this.database = database;
    this.majorVersion = majorVersion;
  }

  /** Something that privileges are granted on. */
  private record Target(String sql, Set<String> held) {}

  /** Makes the role's privileges those of the level, today's objects and later ones. */
  public void ensure(Identifier role, Privileges privileges) throws SQLException {
    align(role, onDatabase(role), privileges.onDatabase());
    for (Target schema : onSchemas(role)) {
      align(role, schema, privileges.onSchema());
    }
    for (Target table : onTables(role)) {
      align(role, table, privileges.onTable(majorVersion));
    }
    for (Target sequence : onSequences(role)) {
      align(role, sequence, privileges.onSequence());
    }
    alignDefaults(role, "r", "TABLES", privileges.onTable(majorVersion));
    alignDefaults(role, "S", "SEQUENCES", privileges.onSequence());
    alignDefaults(role, "n", "SCHEMAS", Set.of("USAGE"));
    new GrantsCheck(session, database, majorVersion).verify(role, privileges);
  }

  /** Takes everything from the role again that {@link #ensure} gives. */
  public void revokeAll(Identifier role) throws SQLException {
    alignDefaults(role, "r", "TABLES", Set.of());
    alignDefaults(role, "S", "SEQUENCES", Set.of());
    alignDefaults(role, "n", "SCHEMAS", Set.of());
    for (Target sequence : onSequences(role)) {
      align(role, sequence, Set.of());
    }
    for (Target table : onTables(role)) {
      align(role, table, Set.of());
    }
    for (Target schema : onSchemas(role)) {
      align(role, schema, Set.of());
    }
    align(role, onDatabase(role), Set.of());
  }

  private void align(Identifier role, Target target, Set<String> wanted) throws SQLException {
    change(target.sql(), "GRANT", "granted", "TO", role, minus(wanted, target.held()));
    change(target.sql(), "REVOKE", "revoked", "FROM", role, minus(target.held(), wanted));
  }

  private void alignDefaults(Identifier role, String kind, String objects, Set<String> wanted)
      throws SQLException {
    Set<String> held =
        new TreeSet<>(
            session.texts(
                """
                SELECT a.privilege_type
                FROM pg_default_acl d, aclexplode(d.defaclacl) a, pg_roles r
                WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                  AND d.defaclnamespace = 0 AND d.defaclobjtype = ?::"char"
                  AND r.rolname = ? AND a.grantee = r.oid""",
                kind,
                role.value()));
    String on = "later " + objects.toLowerCase(Locale.ROOT);
    changeDefaults(on, objects, "GRANT", "granted", "TO", role, minus(wanted, held));
    changeDefaults(on, objects, "REVOKE", "revoked", "FROM", role, minus(held, wanted));
  }

  private void change(
      String target,
      String verb,
      String done,
      String preposition,
      Identifier role,
      Set<String> some)
      throws SQLException {
    if (!some.isEmpty()) {
      String privileges = String.join(", ", some);
      session.change(
          "%s %s on %s %s %s"
              .formatted(done, privileges, target, preposition.toLowerCase(Locale.ROOT), role),
          "%s %s ON %s %s %s".formatted(verb, privileges, target, preposition, role.quoted()));
    }
  }

  private void changeDefaults(
      String on,
      String objects,
      String verb,
      String done,
      String preposition,
      Identifier role,
      Set<String> some)
      throws SQLException {
    if (!some.isEmpty()) {
      String privileges = String.join(", ", some);
      session.change(
          "%s %s on %s %s %s"
              .formatted(done, privileges, on, preposition.toLowerCase(Locale.ROOT), role),
          "ALTER DEFAULT PRIVILEGES %s %s ON %s %s %s"
              .formatted(verb, privileges, objects, preposition, role.quoted()));
    }
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private Target onDatabase(Identifier role) throws SQLException {
    return targets(
            """
            SELECT format('DATABASE %I', d.datname),
                   ARRAY(SELECT a.privilege_type
                         FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                         WHERE a.grantee = r.oid)
            FROM pg_database d, pg_roles r
            WHERE r.rolname = ? AND d.datname = ?""",
            role.value(), database.value())
        .get(0);
  }

  /** Only those that the master user may grant on; the check looks at what the role can do. */
  private List<Target> onSchemas(Identifier role) throws SQLException {
    return targets(
        """
        SELECT format('SCHEMA %%I', n.nspname),
               ARRAY(SELECT a.privilege_type
                     FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
                     WHERE a.grantee = r.oid)
        FROM pg_namespace n, pg_roles r
        WHERE r.rolname = ? AND n.nspowner <> r.oid AND pg_has_role(n.nspowner, 'USAGE') AND %s
        ORDER BY n.nspname"""
            .formatted(SCHEMAS),
        role.value());
  }

  private List<Target> onTables(Identifier role) throws SQLException {
    return onRelations(role, "TABLE", "r", "'r', 'p', 'v', 'm', 'f'");
  }

  private List<Target> onSequences(Identifier role) throws SQLException {
    return onRelations(role, "SEQUENCE", "S", "'S'");
  }

  private List<Target> onRelations(Identifier role, String kind, String acl, String relkinds)
      throws SQLException {
    return targets(
        """
        SELECT format('%s %%I.%%I', n.nspname, c.relname),
               ARRAY(SELECT a.privilege_type
                     FROM aclexplode(coalesce(c.relacl, acldefault('%s', c.relowner))) a
                     WHERE a.grantee = r.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
        WHERE r.rolname = ? AND c.relkind IN (%s) AND c.relowner <> r.oid
          AND pg_has_role(c.relowner, 'USAGE') AND %s AND c.relname <> '%s'
          AND NOT EXISTS (SELECT FROM pg_depend e
                          WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid
                            AND e.deptype = 'e')
        ORDER BY n.nspname, c.relname"""
            .formatted(kind, acl.equals("S") ? "s" : acl, relkinds, SCHEMAS, Migrations.HISTORY),
        role.value());
  }

  private List<Target> targets(String sql, Object... parameters) throws SQLException {
    return session.list(
        sql,
        row ->
            new Target(
                row.getString(1),
                new LinkedHashSet<>(Arrays.asList((String[]) row.getArray(2).getArray()))),
        parameters);
  }
}
