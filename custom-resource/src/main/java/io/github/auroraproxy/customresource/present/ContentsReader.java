package io.github.auroraproxy.customresource.present;

import io.github.auroraproxy.customresource.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what the application's database holds from its catalog, in a few queries however many
 * objects there are. No row of anybody's table is read but those of Flyway's history.
 */
public final class ContentsReader {

  private static final String NO_SYSTEM_SCHEMA =
      "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

  /** Members of an extension belong to it, and so do their privileges. */
  private static final String NO_MEMBER_OF_EXTENSION =
      """
      NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = '%s'::regclass AND e.objid = %s AND e.deptype = 'e')""";

  private static final String TO_USERS = GrantsColumn.toPublicOr("?::text[]");

  private static final String SCHEMAS =
      """
      SELECT 'SCHEMA', n.nspname, format('%%I', n.nspname), n.nspname,
             pg_get_userbyid(n.nspowner), pg_has_role(current_user, n.nspowner, 'USAGE'), false,
             false, %s, '[]'
      FROM pg_namespace n
      WHERE %s AND %s"""
          .formatted(
              GrantsColumn.of("n.nspacl", "n", "n.nspowner", TO_USERS),
              NO_SYSTEM_SCHEMA,
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_namespace", "n.oid"));

  /** The history, and every relation whose rules reach it. */
  private static final String OVER_HISTORY =
      """
      WITH RECURSIVE over_history (oid) AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname = '%s'
        UNION
        SELECT w.ev_class
        FROM over_history h
          JOIN pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass
            AND d.refobjid = h.oid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
          JOIN pg_rewrite w ON w.oid = d.objid)
      """
          .formatted(HistoryReader.TABLE);

  /** Of Flyway's history everybody's privileges are read, since nobody is to have any. */
  private static final String RELATIONS =
      """
      SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname,
             format('%%I.%%I', n.nspname, c.relname), c.relname,
             pg_get_userbyid(c.relowner), pg_has_role(current_user, c.relowner, 'USAGE'), false,
             c.oid IN (SELECT h.oid FROM over_history h), CASE c.relkind WHEN 'S' THEN %s ELSE %s END,
             (SELECT coalesce(jsonb_agg(jsonb_build_array(
                       format('%%I', t.attname), pg_get_userbyid(a.grantee)::text,
                       pg_get_userbyid(a.grantor)::text, a.privilege_type, a.is_grantable)),
                       '[]')::text
              FROM pg_attribute t, aclexplode(t.attacl) a
              WHERE t.attrelid = c.oid AND t.attacl IS NOT NULL AND NOT t.attisdropped
                AND pg_get_userbyid(a.grantee)::text = ANY (?::text[]))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND %s AND %s"""
          .formatted(
              GrantsColumn.of("c.relacl", "s", "c.relowner", TO_USERS),
              GrantsColumn.of(
                  "c.relacl",
                  "r",
                  "c.relowner",
                  "(c.relname = '%s' OR %s)".formatted(HistoryReader.TABLE, TO_USERS)),
              NO_SYSTEM_SCHEMA,
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_class", "c.oid"));

  private static final String ROUTINES =
      """
      SELECT 'ROUTINE', n.nspname, p.oid::regprocedure::text, p.proname,
             pg_get_userbyid(p.proowner), pg_has_role(current_user, p.proowner, 'USAGE'),
             p.prosecdef, false, %s, '[]'
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE %s AND %s"""
          .formatted(
              GrantsColumn.of("p.proacl", "f", "p.proowner", TO_USERS),
              NO_SYSTEM_SCHEMA,
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_proc", "p.oid"));

  private static final String OBJECTS =
      OVER_HISTORY
          + SCHEMAS
          + "\nUNION ALL\n"
          + RELATIONS
          + "\nUNION ALL\n"
          + ROUTINES
          + "\nORDER BY 1, 3";

  private static final int OBJECT_PARAMETERS = 5;

  private static final String DEFAULTS =
      """
      SELECT pg_get_userbyid(d.defaclrole),
             coalesce((SELECT format('%I', n.nspname) FROM pg_namespace n
                       WHERE n.oid = d.defaclnamespace), ''),
             CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
                                  WHEN 'f' THEN 'FUNCTIONS' WHEN 'n' THEN 'SCHEMAS'
                                  ELSE 'OTHERS' END,
             (SELECT coalesce(jsonb_agg(jsonb_build_array(
                       CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END,
                       pg_get_userbyid(a.grantor)::text, a.privilege_type, a.is_grantable)),
                       '[]')::text
              FROM aclexplode(d.defaclacl) a
              WHERE a.grantee <> d.defaclrole
                AND (a.grantee = 0 OR pg_get_userbyid(a.grantee)::text = ANY (?::text[])))
      FROM pg_default_acl d
      WHERE pg_get_userbyid(d.defaclrole)::text IN (?::text, current_user::text)
      UNION ALL
      SELECT e.extname, '', 'EXTENSION', '[]' FROM pg_extension e
      ORDER BY 3, 1, 2""";

  /**
   * What the catalog of dependencies says the admin owns here, but for extensions and their members
   * and for what follows another object: a sequence of a column, the parts of a type.
   */
  private static final String OWNED_BY_ADMIN =
      """
      SELECT i.type, i.identity
      FROM pg_shdepend s, pg_identify_object(s.classid, s.objid, s.objsubid) i
      WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass
        AND s.refobjid = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)
        AND s.deptype = 'o'
        AND s.dbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
        AND s.classid NOT IN ('pg_catalog.pg_extension'::regclass,
                              'pg_catalog.pg_default_acl'::regclass)
        AND NOT EXISTS (
          SELECT FROM pg_depend e
          WHERE e.classid = s.classid AND e.objid = s.objid
            AND (e.deptype = 'e'
                 OR (e.deptype = 'i' AND s.classid = 'pg_catalog.pg_type'::regclass)
                 OR (e.deptype IN ('a', 'i') AND e.refobjsubid <> 0
                     AND (SELECT c.relkind FROM pg_class c
                          WHERE s.classid = 'pg_catalog.pg_class'::regclass AND c.oid = s.objid)
                         = 'S')))
      ORDER BY i.type <> 'schema', i.type <> 'publication', i.type, i.identity""";

  /**
   * What somebody made in the schema public who is no administrator. A routine is found by its best
   * match in every schema of the search path, so one with the name of a built-in can take its
   * place.
   */
  private static final String FOREIGN =
      """
      WITH trusted AS (
        SELECT r.oid FROM pg_roles r
        WHERE r.rolsuper OR r.rolname = current_user
           OR r.rolname IN ('rds_superuser', 'pg_database_owner')),
      public AS (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'public')
      SELECT 'routine ' || p.oid::regprocedure::text, pg_get_userbyid(p.proowner),
             EXISTS (SELECT FROM pg_proc b WHERE b.proname = p.proname
                       AND b.pronamespace = 'pg_catalog'::regnamespace), true
      FROM pg_proc p
      WHERE p.pronamespace IN (SELECT oid FROM public)
        AND p.proowner NOT IN (SELECT oid FROM trusted) AND %s
      UNION ALL
      SELECT 'operator ' || o.oid::regoperator::text, pg_get_userbyid(o.oprowner),
             EXISTS (SELECT FROM pg_operator b WHERE b.oprname = o.oprname
                       AND b.oprnamespace = 'pg_catalog'::regnamespace), true
      FROM pg_operator o
      WHERE o.oprnamespace IN (SELECT oid FROM public)
        AND o.oprowner NOT IN (SELECT oid FROM trusted) AND %s
      UNION ALL
      SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END
               || c.oid::regclass::text,
             pg_get_userbyid(c.relowner), false, false
      FROM pg_class c
      WHERE c.relnamespace IN (SELECT oid FROM public) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND c.relowner NOT IN (SELECT oid FROM trusted) AND %s
      ORDER BY 2, 1"""
          .formatted(
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_proc", "p.oid"),
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_operator", "o.oid"),
              NO_MEMBER_OF_EXTENSION.formatted("pg_catalog.pg_class", "c.oid"));

  /** What would act with the new owner's privileges once a role's objects belong to it. */
  private static final String POWERS =
      """
      SELECT pg_get_userbyid(p.proowner),
             'ALTER ROUTINE ' || p.oid::regprocedure::text || ' SECURITY INVOKER',
             'turned off SECURITY DEFINER of routine ' || p.oid::regprocedure::text
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND %1$s AND pg_get_userbyid(p.proowner)::text = ANY (?::text[])
      UNION ALL
      SELECT pg_get_userbyid(p.proowner),
             'REVOKE EXECUTE ON ROUTINE ' || p.oid::regprocedure::text || ' FROM PUBLIC', ''
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE %1$s AND pg_get_userbyid(p.proowner)::text = ANY (?::text[])
      UNION ALL
      SELECT pg_get_userbyid(c.relowner),
             'ALTER VIEW ' || c.oid::regclass::text || ' SET (security_invoker = true)',
             'made view ' || c.oid::regclass::text || ' read with the privileges of its reader'
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'v' AND %1$s AND current_setting('server_version_num')::int4 >= 150000
        AND pg_get_userbyid(c.relowner)::text = ANY (?::text[])
      UNION ALL
      SELECT pg_get_userbyid(c.relowner),
             format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %%s FROM %%s CASCADE',
                    c.oid::regclass::text,
                    CASE g.grantee WHEN 0 THEN 'PUBLIC'
                                   ELSE quote_ident(pg_get_userbyid(g.grantee)) END),
             format('revoked writing into view %%s from %%s', c.oid::regclass::text,
                    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee) END)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
        LATERAL (SELECT a.grantee FROM aclexplode(c.relacl) a WHERE a.privilege_type <> 'SELECT'
                 UNION
                 SELECT a.grantee FROM pg_attribute t, aclexplode(t.attacl) a
                 WHERE t.attrelid = c.oid AND NOT t.attisdropped
                   AND a.privilege_type <> 'SELECT') g
      WHERE c.relkind = 'v' AND %1$s AND current_setting('server_version_num')::int4 < 150000
        AND g.grantee <> c.relowner
        AND pg_get_userbyid(c.relowner)::text = ANY (?::text[])
      UNION ALL
      SELECT pg_get_userbyid(c.relowner),
             format('ALTER TABLE %%s DISABLE RULE %%I', c.oid::regclass::text, w.rulename),
             format('disabled rule %%I of table %%s', w.rulename, c.oid::regclass::text)
      FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
        JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE %1$s AND w.ev_type <> '1' AND c.relkind IN ('r', 'p')
        AND pg_get_userbyid(c.relowner)::text = ANY (?::text[])
      UNION ALL
      SELECT pg_get_userbyid(c.relowner),
             format('ALTER TABLE %%s DISABLE TRIGGER %%I', c.oid::regclass::text, t.tgname),
             format('disabled trigger %%I of table %%s', t.tgname, c.oid::regclass::text)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE %1$s AND NOT t.tgisinternal AND t.tgparentid = 0
        AND pg_get_userbyid(c.relowner)::text = ANY (?::text[])
      ORDER BY 1, 2"""
          .formatted(NO_SYSTEM_SCHEMA);

  private static final int POWERS_PARAMETERS = 6;

  private final Session session;

  /**
   * @param session of the admin in the application's database
   */
  public ContentsReader(Session session) {
    this.session = session;
  }

  /**
   * @param owner the role that owns the database, or is to
   * @param roles whose privileges are read
   * @param departing roles whose objects are to get another owner
   */
  public PresentContents read(String owner, Collection<String> roles, Collection<String> departing)
      throws SQLException {
    Object[] parameters = new Object[OBJECT_PARAMETERS];
    Arrays.fill(parameters, roles);
    List<PresentObject> objects = session.list(OBJECTS, ContentsReader::object, parameters);
    List<DefaultPrivilege> defaults = new ArrayList<>();
    Set<String> extensions = new TreeSet<>();
    for (DefaultPrivilege row : session.list(DEFAULTS, ContentsReader::defaults, roles, owner)) {
      if (row.objects().equals("EXTENSION")) {
        extensions.add(row.role());
      } else {
        defaults.add(row);
      }
    }
    return new PresentContents(
        objects,
        defaults,
        extensions,
        session.list(OWNED_BY_ADMIN, ContentsReader::owned),
        session.list(
            FOREIGN,
            row ->
                new ForeignObject(
                    row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4))),
        departing.isEmpty() ? List.of() : powers(departing),
        new HistoryReader(session).read());
  }

  private List<DelegatedPower> powers(Collection<String> roles) throws SQLException {
    Object[] parameters = new Object[POWERS_PARAMETERS];
    Arrays.fill(parameters, roles);
    return session.list(
        POWERS,
        row -> new DelegatedPower(row.getString(1), row.getString(2), row.getString(3)),
        parameters);
  }

  private static PresentObject object(ResultSet row) throws SQLException {
    return new PresentObject(
        PresentObject.Kind.valueOf(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8),
        GrantsColumn.parse(row.getString(9)),
        GrantsColumn.parseColumns(row.getString(10)));
  }

  private static DefaultPrivilege defaults(ResultSet row) throws SQLException {
    return new DefaultPrivilege(
        row.getString(1), row.getString(2), row.getString(3), GrantsColumn.parse(row.getString(4)));
  }

  private static OwnedObject owned(ResultSet row) throws SQLException {
    String type = row.getString(1);
    String kind =
        switch (type) {
          case "statistics object" -> "STATISTICS";
          case "composite type" -> "TYPE";
          default -> type.toUpperCase(Locale.ROOT);
        };
    return new OwnedObject(kind, row.getString(2));
  }
}
