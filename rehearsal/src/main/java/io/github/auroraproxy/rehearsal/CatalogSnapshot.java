package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.commandline.sql.QueryResult;
import io.github.auroraproxy.localaws.LocalAurora;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The content of PostgreSQL's catalogs, and the number of rows of each table, at one moment. A step
 * of the rehearsal shows the difference of two snapshots, and not what the function says it did.
 *
 * @param facts one line for each object, privilege, mark and setting
 * @see <a href="https://www.postgresql.org/docs/current/catalogs.html">System catalogs</a>
 */
record CatalogSnapshot(TreeSet<String> facts) {

  private static final String DATABASES =
      """
      SELECT datname FROM pg_database
      WHERE datallowconn AND datname NOT IN ('postgres', 'template1') ORDER BY 1""";

  private static final List<String> OF_THE_CLUSTER =
      List.of(
          """
          SELECT format('database %s of %s', datname, pg_get_userbyid(datdba))
          FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')""",
          """
          SELECT format('database %s is marked "%s"', datname, shobj_description(oid, 'pg_database'))
          FROM pg_database
          WHERE datname NOT IN ('postgres', 'template0', 'template1')
            AND shobj_description(oid, 'pg_database') IS NOT NULL""",
          """
          SELECT format('database %s grants %s: %s', datname, grantee,
                        string_agg(privilege_type, ', ' ORDER BY privilege_type))
          FROM (SELECT datname, privilege_type,
                       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS grantee
                FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) a
                WHERE datname NOT IN ('postgres', 'template0', 'template1') AND a.grantee <> datdba) p
          GROUP BY datname, grantee""",
          """
          SELECT format('role %s, %s, %s password, connection limit %s', rolname,
                        CASE WHEN rolcanlogin THEN 'may log in' ELSE 'may not log in' END,
                        CASE WHEN rolpassword IS NULL THEN 'no' ELSE 'a SCRAM' END, rolconnlimit)
          FROM pg_authid WHERE rolname !~ '^(pg_|rds)'""",
          """
          SELECT format('role %s is marked "%s"', rolname,
                        regexp_replace(
                          shobj_description(oid, 'pg_authid'),
                          '"(format|stack|resource|database|secret)":("[^"]*"|[0-9]+),?', '', 'g'))
          FROM pg_authid
          WHERE rolname !~ '^(pg_|rds)' AND shobj_description(oid, 'pg_authid') IS NOT NULL""",
          """
          SELECT format('role %s is a member of %s', m.member::regrole, m.roleid::regrole)
          FROM pg_auth_members m WHERE m.member::regrole::text !~ '^(pg_|rds)'""",
          """
          SELECT format('role %s starts in %s with %s', setrole::regrole,
                        coalesce(datname, 'every database'), array_to_string(setconfig, ', '))
          FROM pg_db_role_setting LEFT JOIN pg_database d ON d.oid = setdatabase
          WHERE setrole <> 0""");

  private static final String OWN_SCHEMAS =
      "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  private static final List<String> OF_A_DATABASE =
      List.of(
          """
          SELECT format('schema %%s grants %%s: %%s', nspname, grantee,
                        string_agg(privilege_type, ', ' ORDER BY privilege_type))
          FROM (SELECT n.nspname, privilege_type,
                       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS grantee
                FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
                WHERE %s AND a.grantee <> n.nspowner) p
          GROUP BY nspname, grantee"""
              .formatted(OWN_SCHEMAS),
          """
          SELECT format('%%s %%s of %%s',
                        CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'table' END,
                        c.oid::regclass, pg_get_userbyid(c.relowner))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE %s AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"""
              .formatted(OWN_SCHEMAS),
          """
          SELECT format('%%s grants %%s: %%s', relation, grantee,
                        string_agg(privilege_type, ', ' ORDER BY privilege_type))
          FROM (SELECT c.oid::regclass::text AS relation, privilege_type,
                       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS grantee
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
                WHERE %s AND a.grantee <> c.relowner) p
          GROUP BY relation, grantee"""
              .formatted(OWN_SCHEMAS),
          """
          SELECT format('later %s grant %s: %s',
                        CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                                             WHEN 'f' THEN 'functions' ELSE 'schemas' END,
                        pg_get_userbyid(a.grantee),
                        string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type))
          FROM pg_default_acl d, aclexplode(d.defaclacl) a
          WHERE a.grantee <> d.defaclrole
          GROUP BY d.defaclobjtype, a.grantee""");

  private static final String TABLES =
      """
      SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE %s AND c.relkind IN ('r', 'p')"""
          .formatted(OWN_SCHEMAS);

  /** Reads everything as the superuser, whose statements the server does not log. */
  static CatalogSnapshot of(LocalAurora aurora) throws SQLException {
    TreeSet<String> facts = new TreeSet<>();
    List<String> databases;
    try (Connection connection = aurora.superuserConnection("postgres")) {
      databases = texts(connection, DATABASES);
      for (String query : OF_THE_CLUSTER) {
        facts.addAll(texts(connection, query));
      }
    }
    for (String database : databases) {
      try (Connection connection = aurora.superuserConnection(database)) {
        for (String query : OF_A_DATABASE) {
          texts(connection, query).forEach(fact -> facts.add(database + ": " + fact));
        }
        for (String table : texts(connection, TABLES)) {
          String rows = texts(connection, "SELECT count(*) FROM " + table).get(0);
          facts.add("%s: %s rows in table %s".formatted(database, rows, table));
        }
      }
    }
    return new CatalogSnapshot(facts);
  }

  /** What a later snapshot has more ({@code +}) and less ({@code -}). */
  List<String> changesTo(CatalogSnapshot later) {
    List<String> changes = new ArrayList<>();
    facts.stream().filter(fact -> !later.facts.contains(fact)).forEach(f -> changes.add("- " + f));
    later.facts.stream().filter(fact -> !facts.contains(fact)).forEach(f -> changes.add("+ " + f));
    return changes;
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    return QueryResult.of(connection, sql).firstColumn();
  }
}
