package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.plan.MigrationFiles;
import io.github.auroraproxy.customresource.plan.SampleMigration;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.HistoryReader;
import java.sql.SQLException;
import java.util.List;

/**
 * Creates and repairs Flyway's history before Flyway reads it. Flyway's own repair would also
 * accept changed files and mark the missing ones as deleted. As to the table itself: default
 * privileges would give every user of the application privileges on it, and here they are taken
 * away in the same transaction.
 */
final class HistoryTable {

  private static final String CREATE =
      """
      CREATE TABLE %s (
        installed_rank integer NOT NULL CONSTRAINT %s_pk PRIMARY KEY,
        version character varying(50),
        description character varying(200) NOT NULL,
        type character varying(20) NOT NULL,
        script character varying(1000) NOT NULL,
        checksum integer,
        installed_by character varying(100) NOT NULL,
        installed_on timestamp without time zone NOT NULL DEFAULT now(),
        execution_time integer NOT NULL,
        success boolean NOT NULL)"""
          .formatted(HistoryReader.QUALIFIED, HistoryReader.TABLE);

  private static final String INDEX =
      "CREATE INDEX %s_s_idx ON %s (success)"
          .formatted(HistoryReader.TABLE, HistoryReader.QUALIFIED);

  private static final String GRANTEES =
      """
      SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END
      FROM pg_catalog.pg_class c
        CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
        LEFT JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) a.grantee
      WHERE c.oid OPERATOR(pg_catalog.=) '%s'::pg_catalog.regclass
        AND a.grantee OPERATOR(pg_catalog.<>) c.relowner"""
          .formatted(HistoryReader.QUALIFIED);

  /** A row of an attempt without a transaction, which Flyway would take for a reason to stop. */
  private static final String FORGET_FAILED =
      "DELETE FROM %s WHERE NOT success".formatted(HistoryReader.QUALIFIED);

  private static final String RENUMBER_SAMPLE =
      "UPDATE %s SET version = '%s', script = '%s' WHERE version = '%s' AND checksum = %s"
          .formatted(
              HistoryReader.QUALIFIED,
              SampleMigration.VERSION,
              SampleMigration.SCRIPT,
              SampleMigration.FORMER_VERSION,
              SampleMigration.CHECKSUM);

  private final Session session;

  /**
   * @param session of the owner
   */
  HistoryTable(Session session) {
    this.session = session;
  }

  /**
   * Makes the history what Flyway goes on from.
   *
   * @param history as it is
   * @param files the migrations that are to be applied
   */
  void prepare(History history, MigrationFiles files) throws SQLException {
    if (!history.exists()) {
      create();
    }
    if (history.applied().stream().anyMatch(migration -> !migration.success())) {
      session.execute(FORGET_FAILED);
    }
    if (SampleMigration.isFormer(history, files)) {
      session.execute(RENUMBER_SAMPLE);
    }
  }

  private void create() throws SQLException {
    session.begin();
    try {
      session.execute(CREATE);
      session.execute(INDEX);
      List<String> grantees = session.texts(GRANTEES);
      if (!grantees.isEmpty()) {
        session.execute(
            "REVOKE ALL ON TABLE %s FROM %s"
                .formatted(HistoryReader.QUALIFIED, String.join(", ", grantees)));
      }
      session.commit();
    } catch (SQLException | RuntimeException e) {
      session.rollback(e);
      throw e;
    }
  }
}
