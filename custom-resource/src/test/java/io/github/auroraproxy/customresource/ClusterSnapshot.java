package io.github.auroraproxy.customresource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may what, and who owns what, in all databases, as the superuser sees it.
 *
 * @param facts by what they are about
 */
record ClusterSnapshot(Map<String, Fact> facts) {

  /**
   * @param owner of what it is about: a role itself, the grantor of a membership, an object's owner
   * @param value everything that must not change
   * @param grants who else may what
   */
  record Fact(String owner, String value, Set<String> grants) {

    /** Whether nothing has changed, and nobody may more. */
    boolean isWithin(Fact peace) {
      return owner.equals(peace.owner)
          && value.equals(peace.value)
          && peace.grants.containsAll(grants);
    }
  }

  private static final String ACL = "(SELECT string_agg(a::text, '\n') FROM unnest(%s) a)";

  private static final String ROLES =
      """
      SELECT 'role ' || rolname, rolname,
             concat_ws(' ', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin,
                       rolreplication, rolbypassrls, rolconnlimit, isfinite(rolvaliduntil),
                       rolpassword IS NULL, shobj_description(oid, 'pg_authid')),
             NULL
      FROM pg_authid""";

  private static final String MEMBERSHIPS =
      """
      SELECT format('member %s of %s by %s', pg_get_userbyid(member), pg_get_userbyid(roleid),
                    pg_get_userbyid(grantor)),
             pg_get_userbyid(grantor), (to_jsonb(m) - 'oid' - 'roleid' - 'member' - 'grantor')::text, NULL
      FROM pg_auth_members m""";

  private static final String DATABASES =
      """
      SELECT 'database ' || datname, pg_get_userbyid(datdba),
             concat_ws(' ', pg_get_userbyid(datdba), datallowconn, datconnlimit,
                       shobj_description(oid, 'pg_database')),
             %s
      FROM pg_database"""
          .formatted(ACL.formatted("datacl"));

  private static final String SETTINGS =
      """
      SELECT format('settings of %s in %s', coalesce(r.rolname, 'everybody'),
                    coalesce(d.datname, 'all databases')),
             coalesce(r.rolname, 'everybody'), s.setconfig::text, NULL
      FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
        LEFT JOIN pg_database d ON d.oid = s.setdatabase""";

  private static final String OBJECTS =
      """
      SELECT format('%%s %%s in %%s', i.type, i.identity, current_database()),
             pg_get_userbyid(s.refobjid),
             concat_ws(' ', pg_get_userbyid(s.refobjid), p.prosecdef),
             coalesce(%s, %s, %s)
      FROM pg_shdepend s
        CROSS JOIN LATERAL pg_identify_object(s.classid, s.objid, s.objsubid) i
        LEFT JOIN pg_class c ON s.classid = 'pg_class'::regclass AND c.oid = s.objid
        LEFT JOIN pg_proc p ON s.classid = 'pg_proc'::regclass AND p.oid = s.objid
        LEFT JOIN pg_namespace n ON s.classid = 'pg_namespace'::regclass AND n.oid = s.objid
      WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND s.deptype = 'o' AND i.identity !~ '^pg_(temp|toast)'"""
          .formatted(
              ACL.formatted("c.relacl"), ACL.formatted("p.proacl"), ACL.formatted("n.nspacl"));

  static ClusterSnapshot of(TestCluster cluster) {
    Map<String, Fact> facts = new TreeMap<>();
    List<String> databases = new ArrayList<>();
    read(cluster, "postgres", facts, List.of(ROLES, MEMBERSHIPS, DATABASES, SETTINGS, OBJECTS));
    facts.keySet().stream()
        .filter(subject -> subject.matches("database (?!postgres$|template).*"))
        .forEach(subject -> databases.add(subject.substring("database ".length())));
    databases.forEach(database -> read(cluster, database, facts, List.of(OBJECTS)));
    return new ClusterSnapshot(facts);
  }

  private static void read(
      TestCluster cluster, String database, Map<String, Fact> facts, List<String> queries) {
    try (Connection connection = cluster.aurora().superuserConnection(database);
        Statement statement = connection.createStatement()) {
      // The superuser is not to run what was planted, either.
      statement.execute("SET search_path = pg_catalog, pg_temp");
      for (String query : queries) {
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            String grants = Objects.requireNonNullElse(rows.getString(4), "");
            facts.put(
                rows.getString(1),
                new Fact(
                    rows.getString(2), rows.getString(3), Set.copyOf(grants.lines().toList())));
          }
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What is not as it would be without the attack, by what it is about. More is allowed only of
   * what belongs to these.
   */
  Map<String, String> differencesFrom(ClusterSnapshot peace, Set<String> mayOwnMore) {
    Map<String, String> differences = new TreeMap<>();
    peace.facts.forEach(
        (subject, fact) -> {
          Fact now = facts.get(subject);
          if (now == null || !now.isWithin(fact)) {
            differences.put(subject, "%s instead of %s".formatted(now, fact));
          }
        });
    facts.forEach(
        (subject, fact) -> {
          if (!peace.facts.containsKey(subject) && !mayOwnMore.contains(fact.owner())) {
            differences.put(subject, "%s instead of nothing".formatted(fact));
          }
        });
    return differences;
  }
}
