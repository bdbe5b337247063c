package io.github.auroraproxy.customresource;

import io.github.auroraproxy.localaws.LocalAurora;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything about databases, roles, privileges, settings and rows that the function could change,
 * a line each, read by the superuser; without the role that stands for the lock of a run.
 */
final class Catalog {

  private static final String ACL =
      "(SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(%s) a)";

  private static final String DATABASES =
      """
      SELECT concat_ws(' | ', 'database', datname, pg_get_userbyid(datdba), %s,
                       shobj_description(oid, 'pg_database'))
      FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') ORDER BY 1"""
          .formatted(ACL.formatted("datacl"));

  private static final String ROLES =
      """
      SELECT concat_ws(' | ', 'role', rolname, rolcanlogin, rolconnlimit, rolsuper, rolcreaterole,
                       rolcreatedb, shobj_description(r.oid, 'pg_authid'), rolpassword IS NULL,
                       (SELECT string_agg(m.roleid::regrole::text, ',' ORDER BY m.roleid::regrole::text)
                        FROM pg_auth_members m
                        WHERE m.member = r.oid AND m.roleid::regrole::text <> 'aurora_proxy_lock'),
                       (SELECT string_agg(d.datname || s.setconfig::text, ',' ORDER BY d.datname)
                        FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase
                        WHERE s.setrole = r.oid))
      FROM pg_authid r WHERE rolname !~ '^(pg_|rds)' AND rolname <> 'aurora_proxy_lock'
      ORDER BY 1""";

  private static final String CONTENTS =
      """
      SELECT concat_ws(' | ', 'schema', nspname, nspowner::regrole, %s)
      FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      UNION ALL
      SELECT concat_ws(' | ', 'relation', oid::regclass, relkind, relowner::regrole, %s)
      FROM pg_class
      WHERE relnamespace IN (SELECT oid FROM pg_namespace
                             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
      UNION ALL
      SELECT concat_ws(' | ', 'routine', oid::regprocedure, proowner::regrole, prosecdef, %s)
      FROM pg_proc
      WHERE pronamespace IN (SELECT oid FROM pg_namespace
                             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
      UNION ALL
      SELECT concat_ws(' | ', 'default', defaclrole::regrole, defaclobjtype, %s)
      FROM pg_default_acl
      ORDER BY 1"""
          .formatted(
              ACL.formatted("nspacl"),
              ACL.formatted("relacl"),
              ACL.formatted("proacl"),
              ACL.formatted("defaclacl"));

  private static final String TABLES =
      """
      SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY 1""";

  private Catalog() {}

  static List<String> of(LocalAurora aurora) throws SQLException {
    List<String> lines = new ArrayList<>();
    List<String> databases;
    try (Connection connection = aurora.superuserConnection("postgres")) {
      lines.addAll(texts(connection, DATABASES));
      lines.addAll(texts(connection, ROLES));
      databases =
          texts(
              connection,
              "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') ORDER BY 1");
    }
    for (String database : databases) {
      try (Connection connection = aurora.superuserConnection(database)) {
        texts(connection, CONTENTS).forEach(line -> lines.add(database + " | " + line));
        for (String table : texts(connection, TABLES)) {
          texts(connection, rows(table)).forEach(row -> lines.add(database + " | " + table + row));
        }
      }
    }
    return lines;
  }

  /** But for the moments that Flyway and the sample's rows note. */
  private static String rows(String table) {
    return "SELECT ' ' || (to_jsonb(t) - 'installed_on' - 'execution_time' - 'created_at')::text FROM %s t ORDER BY 1"
        .formatted(table);
  }

  static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
