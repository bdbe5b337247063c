package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.postgres.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An index that PostgreSQL keeps and does not use, since building it without a lock failed. IF NOT
 * EXISTS takes it for the index that is wanted.
 *
 * @param name without the schema
 * @param identity as it stands in a statement
 * @see <a href="https://www.postgresql.org/docs/current/sql-createindex.html">CREATE INDEX:
 *     Building Indexes Concurrently</a>
 */
record InvalidIndex(String name, String identity) {

  /**
   * Without the indexes of partitioned tables, which are invalid until each partition has its part,
   * and without those that another session builds at the moment.
   */
  private static final String FIND =
      """
      SELECT c.relname,
             pg_catalog.quote_ident(n.nspname) OPERATOR(pg_catalog.||) '.'
               OPERATOR(pg_catalog.||) pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
      WHERE NOT i.indisvalid AND c.relkind OPERATOR(pg_catalog.=) 'i'
        AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_toast|pg_catalog|pg_temp|information_schema)'
        AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_locks l
              WHERE l.relation OPERATOR(pg_catalog.=) i.indrelid
                AND l.database OPERATOR(pg_catalog.=)
                      (SELECT d.oid FROM pg_catalog.pg_database d
                       WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
                AND l.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock' AND l.granted
                AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid())
      ORDER BY 2""";

  static List<InvalidIndex> in(Session session) throws SQLException {
    return session.list(FIND, row -> new InvalidIndex(row.getString(1), row.getString(2)));
  }

  /** Whether a migration speaks of it. */
  boolean isNamedIn(String sql) {
    return Pattern.compile(
            "(?<![\\p{L}\\p{N}_])%s(?![\\p{L}\\p{N}_])"
                .formatted(Pattern.quote(name.toLowerCase(Locale.ROOT))))
        .matcher(sql.toLowerCase(Locale.ROOT))
        .find();
  }

  /** What is wrong with it, and what cures it. */
  String remedy(String database) {
    return "the index %s is not valid, so PostgreSQL does not use it; run as the admin user in database '%s', and deploy again: DROP INDEX CONCURRENTLY %s;"
        .formatted(Sql.shown(identity), database, Sql.shown(identity));
  }
}
