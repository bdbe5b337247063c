package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Privileges;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a role may do in the database, made exactly what is stated: what is missing is granted, what
 * is not stated any more is revoked. Flyway's history stays the master user's.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-grant.html">GRANT</a>
 */
public final class Grants {

  /** The schemas of the application: public, and those that the master user's migrations create. */
  static final String SCHEMAS =
      """
      (n.nspname = 'public' OR pg_has_role(n.nspowner, 'USAGE'))
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'""";

  /** What the master user may grant on, but for Flyway's history and what extensions own. */
  static final String RELATIONS =
      """
      c.relowner <> r.oid AND pg_has_role(c.relowner, 'USAGE') AND %s AND c.relname <> '%s'
      AND NOT EXISTS (SELECT FROM pg_depend e
                      WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid
                        AND e.deptype = 'e')"""
          .formatted(SCHEMAS, Migrations.HISTORY);

  static final String TABLE_KINDS = "'r', 'p', 'v', 'm', 'f'";

  private static final String SEQUENCE_KIND = "'S'";

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

  /**
   * Something that privileges are granted on.
   *
   * @param prefix of the statement
   * @param sql the object in the statement
   * @param name the object in the log
   * @param held the privileges that the role was granted
   */
  private record Target(Identifier role, String prefix, String sql, String name, Set<String> held) {

    List<Change> towards(Set<String> wanted) {
      List<Change> changes = new ArrayList<>();
      change("GRANT", "granted", "TO", minus(wanted, held)).ifPresent(changes::add);
      change("REVOKE", "revoked", "FROM", minus(held, wanted)).ifPresent(changes::add);
      return changes;
    }

    private Optional<Change> change(
        String verb, String done, String preposition, Set<String> privileges) {
      if (privileges.isEmpty()) {
        return Optional.empty();
      }
      String list = String.join(", ", privileges);
      return Optional.of(
          new Change(
              "%s %s on %s %s %s"
                  .formatted(done, list, name, preposition.toLowerCase(Locale.ROOT), role),
              "%s%s %s ON %s %s %s"
                  .formatted(prefix, verb, list, sql, preposition, role.quoted())));
    }

    private static Set<String> minus(Set<String> all, Set<String> some) {
      Set<String> rest = new TreeSet<>(all);
      rest.removeAll(some);
      return rest;
    }
  }

  /** The privileges on every kind of object. */
  private record Stated(
      Set<String> database,
      Set<String> schema,
      Set<String> table,
      Set<String> sequence,
      Set<String> laterSchema) {

    static final Stated NOTHING = new Stated(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    static Stated of(Privileges privileges, int majorVersion) {
      return new Stated(
          privileges.onDatabase(),
          privileges.onSchema(),
          privileges.onTable(majorVersion),
          privileges.onSequence(),
          Set.of("USAGE"));
    }
  }

  /** Up to PostgreSQL 14 everybody may create objects in the schema public. */
  public void closePublicSchema() throws SQLException {
    if (session.holds(
        """
        SELECT EXISTS (
          SELECT FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
          WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE')""")) {
      session.change(
          "revoked CREATE on schema public from PUBLIC",
          "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    }
  }

  /**
   * Makes the role's privileges those of the level, on today's objects and on later ones, all of
   * them at once.
   *
   * @throws InsufficientPrivilegeException if some of them are not the master user's to give or
   *     take
   */
  public void ensure(Identifier role, Privileges privileges) throws SQLException {
    align(role, Stated.of(privileges, majorVersion));
    new GrantsCheck(session, database, majorVersion).verify(role, privileges);
  }

  /** Takes everything from the role again that {@link #ensure} gives. */
  public void revokeAll(Identifier role) throws SQLException {
    align(role, Stated.NOTHING);
  }

  private void align(Identifier role, Stated stated) throws SQLException {
    List<Change> changes = differences(role, stated);
    if (changes.isEmpty()) {
      return;
    }
    session.atomically(changes);
    List<Change> left = differences(role, stated);
    if (!left.isEmpty()) {
      throw new InsufficientPrivilegeException(
          "The role '%s' was granted privileges in database '%s' by somebody else, which the master user cannot take away; a DBA has to run this there, and deploy again: %s"
              .formatted(
                  role,
                  database,
                  left.stream().map(Change::forDba).collect(Collectors.joining(" "))));
    }
  }

  private List<Change> differences(Identifier role, Stated stated) throws SQLException {
    List<Change> changes = new ArrayList<>();
    for (Target target : onDatabase(role)) {
      changes.addAll(target.towards(stated.database()));
    }
    for (Target target : onSchemas(role)) {
      changes.addAll(target.towards(stated.schema()));
    }
    for (Target target : onRelations(role, "TABLE", "r", TABLE_KINDS)) {
      changes.addAll(target.towards(stated.table()));
    }
    for (Target target : onRelations(role, "SEQUENCE", "s", SEQUENCE_KIND)) {
      changes.addAll(target.towards(stated.sequence()));
    }
    changes.addAll(onLater(role, "r", "TABLES").towards(stated.table()));
    changes.addAll(onLater(role, "S", "SEQUENCES").towards(stated.sequence()));
    changes.addAll(onLater(role, "n", "SCHEMAS").towards(stated.laterSchema()));
    return changes;
  }

  private List<Target> onDatabase(Identifier role) throws SQLException {
    return targets(
        role,
        """
        SELECT format('DATABASE %I', d.datname),
               ARRAY(SELECT a.privilege_type
                     FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
                     WHERE a.grantee = r.oid)
        FROM pg_database d, pg_roles r
        WHERE r.rolname = ? AND d.datname = ?""",
        role.value(),
        database.value());
  }

  private List<Target> onSchemas(Identifier role) throws SQLException {
    return targets(
        role,
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

  private List<Target> onRelations(Identifier role, String kind, String acl, String relkinds)
      throws SQLException {
    return targets(
        role,
        """
        SELECT format('%s %%I.%%I', n.nspname, c.relname),
               ARRAY(SELECT a.privilege_type
                     FROM aclexplode(coalesce(c.relacl, acldefault('%s', c.relowner))) a
                     WHERE a.grantee = r.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
        WHERE r.rolname = ? AND c.relkind IN (%s) AND %s
        ORDER BY n.nspname, c.relname"""
            .formatted(kind, acl, relkinds, RELATIONS),
        role.value());
  }

  private List<Target> targets(Identifier role, String sql, Object... parameters)
      throws SQLException {
    return session.list(
        sql,
        row ->
            new Target(
                role,
                "",
                row.getString(1),
                row.getString(1),
                new TreeSet<>(Arrays.asList((String[]) row.getArray(2).getArray()))),
        parameters);
  }

  /** Default privileges for what the master user creates later, as the migrations do. */
  private Target onLater(Identifier role, String kind, String objects) throws SQLException {
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
    return new Target(
        role,
        "ALTER DEFAULT PRIVILEGES ",
        objects,
        "later " + objects.toLowerCase(Locale.ROOT),
        held);
  }
}
