package io.github.auroraproxy.customresource.present;

import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads roles, memberships and the application's database from the catalog, in four queries however
 * many there are.
 */
public final class ClusterReader {

  private static final int VERSION_NUMBERS_PER_MAJOR = 10_000;

  private static final String SERVER =
      """
      SELECT current_setting('server_version'), current_setting('server_version_num')::int4,
             current_user::text, pg_stat_clear_snapshot()""";

  /** Before 16 CREATEROLE is enough to alter any role that is no superuser. */
  private static final String ROLES =
      """
      SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
             r.rolbypassrls, r.rolcanlogin, r.rolconnlimit,
             coalesce(r.rolvaliduntil < 'infinity', false),
             me.rolsuper
               OR (NOT r.rolsuper AND me.rolcreaterole
                   AND (current_setting('server_version_num')::int4 < 160000
                        OR pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION'))),
             pg_has_role(me.oid, r.oid, 'USAGE'),
             coalesce(a.sessions, 0)::int4,
             coalesce(c.description, ''),
             ARRAY(SELECT unnest(s.setconfig)
                   FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                   WHERE s.setrole = r.oid AND d.datname::text = ?::text)
      FROM pg_roles r
        JOIN pg_roles me ON me.rolname = current_user
        LEFT JOIN pg_shdescription c
          ON c.objoid = r.oid AND c.classoid = 'pg_catalog.pg_authid'::regclass
        LEFT JOIN (SELECT usesysid, count(*) AS sessions FROM pg_stat_activity GROUP BY usesysid) a
          ON a.usesysid = r.oid
      WHERE r.rolname::text = ANY (?::text[]) OR c.description LIKE '%aurora-proxy: %'""";

  /** The upward edges from the roles, and the members of the owner. */
  private static final String MEMBERSHIPS =
      """
      WITH RECURSIVE edge AS (
        SELECT m.roleid, m.member,
               coalesce((to_jsonb(m) ->> 'inherit_option')::bool, true) AS inherits,
               coalesce((to_jsonb(m) ->> 'set_option')::bool, true) AS mayset
        FROM pg_auth_members m),
      reached AS (
        SELECT r.oid FROM pg_roles r WHERE r.rolname::text = ANY (?::text[])
        UNION
        SELECT e.roleid FROM edge e JOIN reached ON e.member = reached.oid)
      SELECT g.rolname, m.rolname, bool_or(e.inherits), bool_or(e.mayset),
             g.rolsuper OR g.rolcreaterole OR g.rolcreatedb OR g.rolreplication OR g.rolbypassrls
               OR (g.rolname ~ '^(pg_|rds)' AND g.rolname::text <> ALL (?::text[]))
      FROM edge e JOIN pg_roles g ON g.oid = e.roleid JOIN pg_roles m ON m.oid = e.member
      WHERE e.member IN (SELECT oid FROM reached) OR g.rolname::text = ?::text
      GROUP BY g.oid, g.rolname, m.rolname, g.rolsuper, g.rolcreaterole, g.rolcreatedb,
               g.rolreplication, g.rolbypassrls""";

  /** Predefined roles that only look at statistics, or that end-to-end IAM needs. */
  private static final Set<String> HARMLESS =
      Set.of(
          "pg_monitor",
          "pg_read_all_settings",
          "pg_read_all_stats",
          "pg_stat_scan_tables",
          "rds_iam");

  private static final String DATABASE =
      """
      SELECT o.rolname, pg_has_role(current_user, d.datdba, 'USAGE'),
             coalesce(shobj_description(d.oid, 'pg_database'), ''),
             %s
      FROM pg_database d JOIN pg_roles o ON o.oid = d.datdba
      WHERE d.datname::text = ?::text"""
          .formatted(
              GrantsColumn.of("d.datacl", "d", "d.datdba", GrantsColumn.toPublicOr("?::text[]")));

  /** Databases, but for the application's, in which objects belong to a role or name it. */
  private static final String ELSEWHERE =
      """
      SELECT DISTINCT r.rolname::text, d.datname::text
      FROM pg_shdepend s
        JOIN pg_roles r ON r.oid = s.refobjid
        JOIN pg_database d
          ON d.oid = s.dbid
          OR (s.dbid = 0 AND s.classid = 'pg_catalog.pg_database'::regclass AND d.oid = s.objid)
      WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
        AND r.rolname::text = ANY (?::text[]) AND d.datname::text <> ?::text
      ORDER BY 1, 2""";

  private final Session session;

  /**
   * @param session of the admin in the maintenance database
   */
  public ClusterReader(Session session) {
    this.session = session;
  }

  /**
   * @param database the application's
   * @param owner the role that owns it, or is to
   * @param users the users that the desired state names
   */
  public PresentCluster read(Identifier database, Optional<Identifier> owner, Set<String> users)
      throws SQLException {
    ServerRow server = session.first(SERVER, ServerRow::of).orElseThrow();
    Set<String> names = new TreeSet<>(users);
    names.add(server.admin());
    names.add("rds_iam");
    owner.map(Identifier::value).ifPresent(names::add);
    Map<String, PresentRole> roles = new TreeMap<>();
    for (PresentRole role : session.list(ROLES, ClusterReader::role, database.value(), names)) {
      if (names.contains(role.name()) || role.mark().filter(m -> m.isFor(database)).isPresent()) {
        roles.put(role.name(), role);
      }
    }
    Set<String> ofInterest = new TreeSet<>(roles.keySet());
    ofInterest.remove(server.admin());
    String ownerName =
        owner.map(Identifier::value).orElseGet(() -> ownerAmong(roles, database).orElse(""));
    List<Membership> memberships =
        session.list(
            MEMBERSHIPS,
            row ->
                new Membership(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getBoolean(5)),
            ofInterest,
            HARMLESS,
            ownerName);
    Optional<PresentDatabase> present =
        session.first(
            DATABASE,
            row ->
                new PresentDatabase(
                    row.getString(1),
                    row.getBoolean(2),
                    row.getString(3),
                    GrantsColumn.parse(row.getString(4))),
            roles.keySet(),
            database.value());
    Set<String> marked = new TreeSet<>(ofInterest);
    marked.removeIf(name -> roles.get(name).mark().isEmpty() || names.contains(name));
    return new PresentCluster(
        new Server(server.version(), server.majorVersion()),
        server.admin(),
        roles,
        memberships,
        present,
        marked.isEmpty() ? Map.of() : elsewhere(marked, database));
  }

  private Map<String, List<String>> elsewhere(Set<String> names, Identifier database)
      throws SQLException {
    Map<String, List<String>> elsewhere = new TreeMap<>();
    session
        .list(
            ELSEWHERE,
            row -> Map.entry(row.getString(1), row.getString(2)),
            names,
            database.value())
        .forEach(
            entry ->
                elsewhere
                    .computeIfAbsent(entry.getKey(), role -> new ArrayList<>())
                    .add(entry.getValue()));
    return elsewhere;
  }

  /** The role that is marked as the owner of the database. */
  private static Optional<String> ownerAmong(Map<String, PresentRole> roles, Identifier database) {
    return roles.values().stream()
        .filter(
            role ->
                role.mark()
                    .filter(m -> m.isFor(database) && m.databaseOrigin().isPresent())
                    .isPresent())
        .map(PresentRole::name)
        .findFirst();
  }

  private static PresentRole role(ResultSet row) throws SQLException {
    return new PresentRole(
        row.getString(1),
        new PresentRole.Attributes(
            row.getBoolean(2),
            row.getBoolean(3),
            row.getBoolean(4),
            row.getBoolean(5),
            row.getBoolean(6)),
        row.getBoolean(7),
        row.getInt(8),
        row.getBoolean(9),
        row.getBoolean(10),
        row.getBoolean(11),
        row.getInt(12),
        row.getString(13),
        settings((String[]) row.getArray(14).getArray()));
  }

  private static Map<String, String> settings(String[] configuration) {
    Map<String, String> settings = new TreeMap<>();
    Arrays.stream(configuration)
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> settings.put(setting[0], setting[1]));
    return settings;
  }

  private record ServerRow(String version, int majorVersion, String admin) {
    static ServerRow of(ResultSet row) throws SQLException {
      return new ServerRow(
          row.getString(1).split(" ")[0],
          row.getInt(2) / VERSION_NUMBERS_PER_MAJOR,
          row.getString(3));
    }
  }
}
