package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Privileges;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Asks PostgreSQL itself what a role can do after the grants; a GRANT that had no effect is only a
 * warning there.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html">Access privilege
 *     inquiry functions</a>
 */
final class GrantsCheck {

  private final Session session;
  private final Identifier database;
  private final int majorVersion;

  GrantsCheck(Session session, Identifier database, int majorVersion) {
    this.session = session;
    this.database = database;
    this.majorVersion = majorVersion;
  }

  void verify(Identifier role, Privileges privileges) throws SQLException {
    missing(
        role,
        """
        SELECT p || ' on database ' || d.datname
        FROM unnest(?::text[]) p, pg_database d
        WHERE d.datname = ? AND NOT has_database_privilege(?, d.oid, p)""",
        privileges.onDatabase(),
        database.value());
    missing(
        role,
        """
        SELECT p || ' on schema ' || n.nspname
        FROM unnest(?::text[]) p, pg_namespace n
        WHERE n.nspname = ? AND NOT has_schema_privilege(?, n.oid, p)""",
        privileges.onSchema(),
        "public");
    missing(
        role,
        """
        SELECT p || ' on table ' || c.oid::regclass
        FROM unnest(?::text[]) p, pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
          AND pg_has_role(c.relowner, 'USAGE') AND c.relname <> ?
          AND NOT has_table_privilege(?, c.oid, p)""",
        privileges.onTable(majorVersion),
        Migrations.HISTORY);
  }

  private void missing(Identifier role, String sql, Set<String> privileges, String name)
      throws SQLException {
    List<String> missing =
        session.texts(sql, privileges.toArray(String[]::new), name, role.value());
    if (!missing.isEmpty()) {
      throw new InsufficientPrivilegeException(
          "After the grants the role '%s' still lacks %s; a DBA has to grant them as the owner of these objects."
              .formatted(role, String.join(", ", missing)));
    }
  }
}
