package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Privileges;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks PostgreSQL itself what a role can do after the grants; a GRANT that had no effect is only a
 * warning there, and PUBLIC or another role may give more than was stated.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html">Access privilege
 *     inquiry functions</a>
 */
final class GrantsCheck {

  private static final String ON_DATABASE =
      """
      SELECT p || ' ON DATABASE ' || quote_ident(d.datname)
      FROM unnest(?::text[]) p, pg_roles r, pg_database d
      WHERE r.rolname = ? AND d.datname = current_database()
        AND has_database_privilege(r.oid, d.oid, p) = ?""";

  private static final String ON_SCHEMAS =
      """
      SELECT p || ' ON SCHEMA ' || quote_ident(n.nspname)
      FROM unnest(?::text[]) p, pg_roles r, pg_namespace n
      WHERE r.rolname = ? AND n.nspowner <> r.oid AND %s
        AND has_schema_privilege(r.oid, n.oid, p) = ?"""
          .formatted(Grants.SCHEMAS);

  private static final String ON_TABLES =
      """
      SELECT p || ' ON TABLE ' || c.oid::regclass
      FROM unnest(?::text[]) p, pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE r.rolname = ? AND %s AND c.relkind IN (%s)
        AND has_table_privilege(r.oid, c.oid, p) = ?"""
          .formatted(Grants.RELATIONS, Grants.TABLE_KINDS);

  private static final String ON_SEQUENCES =
      """
      SELECT p || ' ON SEQUENCE ' || c.oid::regclass
      FROM unnest(?::text[]) p, pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE r.rolname = ? AND %s AND c.relkind = 'S'
        AND has_sequence_privilege(r.oid, c.oid, p) = ?"""
          .formatted(Grants.RELATIONS);

  private final Session session;
  private final Identifier database;
  private final int majorVersion;

  GrantsCheck(Session session, Identifier database, int majorVersion) {
    this.session = session;
    this.database = database;
    this.majorVersion = majorVersion;
  }

  /**
   * @throws InsufficientPrivilegeException if the role lacks something that was stated
   */
  void verify(Identifier role, Privileges privileges) throws SQLException {
    Set<String> missing = new TreeSet<>();
    Set<String> excess = new TreeSet<>();
    look(role, ON_DATABASE, privileges.onDatabase(), Privileges.ALL.onDatabase(), missing, excess);
    look(role, ON_SCHEMAS, privileges.onSchema(), Privileges.ALL.onSchema(), missing, excess);
    look(
        role,
        ON_TABLES,
        privileges.onTable(majorVersion),
        Privileges.ALL.onTable(majorVersion),
        missing,
        excess);
    look(role, ON_SEQUENCES, privileges.onSequence(), Privileges.ALL.onSequence(), missing, excess);
    if (!missing.isEmpty()) {
      throw new InsufficientPrivilegeException(
          "After the grants the role '%s' still lacks privileges in database '%s'; the owner of these objects or a DBA has to run this there, and deploy again: %s"
              .formatted(
                  role,
                  database,
                  missing.stream()
                      .map(what -> "GRANT %s TO %s;".formatted(what, role.quoted()))
                      .collect(Collectors.joining(" "))));
    }
    if (!excess.isEmpty()) {
      session
          .journal()
          .warn(
              "Role %s has more than %s: %s. It comes from PUBLIC or from a role that it is a member of; revoke it there."
                  .formatted(role, privileges, String.join(", ", excess)));
    }
  }

  private void look(
      Identifier role,
      String sql,
      Set<String> stated,
      Set<String> all,
      Set<String> missing,
      Set<String> excess)
      throws SQLException {
    Set<String> more = new TreeSet<>(all);
    more.removeAll(stated);
    missing.addAll(asked(role, sql, stated, false));
    if (!more.isEmpty()) {
      excess.addAll(asked(role, sql, more, true));
    }
  }

  private List<String> asked(Identifier role, String sql, Set<String> privileges, boolean held)
      throws SQLException {
    return session.texts(sql, privileges.toArray(String[]::new), role.value(), held);
  }
}
