package io.github.auroraproxy.localaws;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.core.Utils;

/**
 * Creates the roles that RDS creates in a new cluster.
 *
 * <p>The master is no superuser. It owns the database {@code postgres} and {@code template1}, and
 * on PostgreSQL 14 and older also the schema {@code public} in both, so that it owns {@code public}
 * in every database created later, as on RDS; from 15 on that schema belongs to {@code
 * pg_database_owner} anyway. {@code rds_superuser} may grant {@code rds_iam}, which RDS allows by a
 * patch and plain PostgreSQL 16 and newer by the ADMIN option.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html">Understanding
 *     PostgreSQL roles and permissions</a>
 */
final class AuroraRoles {

  private static final int PUBLIC_BELONGS_TO_DATABASE_OWNER = 15;
  private static final int MEMBERSHIP_HAS_OPTIONS = 16;

  private final int majorVersion;
  private final String master;

  AuroraRoles(int majorVersion, String master) throws SQLException {
    this.majorVersion = majorVersion;
    this.master = Utils.escapeIdentifier(null, master).toString();
  }

  void create(Connection postgres, String masterUsername, String masterPassword)
      throws SQLException {
    try (Statement sql = postgres.createStatement()) {
      sql.execute("CREATE ROLE rds_superuser NOLOGIN");
      sql.execute("CREATE ROLE rds_iam NOLOGIN");
      sql.execute("CREATE ROLE rds_password NOLOGIN");
      sql.execute(
          "CREATE ROLE "
              + master
              + " LOGIN CREATEDB CREATEROLE IN ROLE rds_superuser, pg_monitor, pg_signal_backend");
      if (majorVersion >= MEMBERSHIP_HAS_OPTIONS) {
        sql.execute("GRANT rds_iam TO rds_superuser WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
      }
      sql.execute("ALTER DATABASE postgres OWNER TO " + master);
      sql.execute("ALTER DATABASE template1 OWNER TO " + master);
    }
    postgres
        .unwrap(PGConnection.class)
        .alterUserPassword(masterUsername, masterPassword.toCharArray(), "scram-sha-256");
    handOverPublic(postgres);
  }

  /** Also called for {@code template1}, from which later databases are copied. */
  void handOverPublic(Connection database) throws SQLException {
    if (majorVersion < PUBLIC_BELONGS_TO_DATABASE_OWNER) {
      try (Statement sql = database.createStatement()) {
        sql.execute("ALTER SCHEMA public OWNER TO " + master);
      }
    }
  }
}
