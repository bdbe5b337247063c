package io.github.auroraproxy.customresource.present;

import io.github.auroraproxy.customresource.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads Flyway's history without evaluating anything that somebody else wrote: in one transaction
 * the table is locked, so that it can't change, then looked at, and read only if it is plain. To
 * plan a query PostgreSQL already evaluates constant parts of index expressions, partial indexes,
 * constraints and extended statistics, so a plain table has none of these.
 */
public final class HistoryReader {

  /** The table in which Flyway keeps what it applied; no user of the application sees it. */
  public static final String TABLE = "flyway_schema_history";

  /** The table as it stands in a statement. */
  public static final String QUALIFIED = "public." + TABLE;

  private static final String FIND =
      """
      SELECT pg_get_userbyid(c.relowner),
             c.relkind = 'r' AND NOT c.relrowsecurity AND NOT c.relhasrules
               AND pg_has_role(current_user, c.relowner, 'USAGE')
               AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid
                                 AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
               AND NOT EXISTS (SELECT FROM pg_constraint k
                               WHERE k.conrelid = c.oid AND k.contype NOT IN ('p', 'u', 'n'))
               AND NOT EXISTS (SELECT FROM pg_statistic_ext x WHERE x.stxrelid = c.oid)
               AND 10 = (SELECT count(*) FROM pg_attribute t JOIN pg_type y ON y.oid = t.atttypid
                         WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
                           AND t.attgenerated = ''
                           AND y.typnamespace = 'pg_catalog'::regnamespace AND y.typtype = 'b'
                           AND t.attname::text = ANY (ARRAY['installed_rank', 'version', 'description',
                                 'type', 'script', 'checksum', 'installed_by', 'installed_on',
                                 'execution_time', 'success']))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relname = 'flyway_schema_history'
        AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""";

  private static final String LOCK = "LOCK TABLE ONLY %s IN ACCESS SHARE MODE".formatted(QUALIFIED);

  private static final String ROWS =
      """
      SELECT installed_rank, coalesce(version, ''), description, type, checksum, success
      FROM ONLY %s ORDER BY installed_rank"""
          .formatted(QUALIFIED);

  private record Found(String owner, boolean plain) {}

  private final Session session;

  HistoryReader(Session session) {
    this.session = session;
  }

  History read() throws SQLException {
    Optional<Found> found = find();
    if (found.isEmpty()) {
      return History.NONE;
    }
    if (!found.get().plain()) {
      return new History(true, found.get().owner(), false, List.of());
    }
    session.begin();
    try {
      session.execute(LOCK);
      Optional<Found> locked = find();
      boolean plain = locked.map(Found::plain).orElse(false);
      History history =
          new History(
              true,
              locked.map(Found::owner).orElse(""),
              plain,
              plain ? session.list(ROWS, HistoryReader::migration) : List.of());
      session.rollback();
      return history;
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }

  private Optional<Found> find() throws SQLException {
    return session.first(FIND, row -> new Found(row.getString(1), row.getBoolean(2)));
  }

  private static AppliedMigration migration(ResultSet row) throws SQLException {
    int checksum = row.getInt(5);
    OptionalInt known = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(checksum);
    return new AppliedMigration(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        known,
        row.getBoolean(6));
  }
}
