package io.github.auroraproxy.customresource;

/**
 * A database as versions of this function made it that had no owner role: the admin owns the
 * database and everything in it, and the marks stand in the comments of database and roles.
 */
final class Format1Database {

  private static final String MARK =
      "'aurora-proxy: created by %s#Database for testdb'".formatted(TestCluster.STACK);

  /** Of the packaged sample. */
  private static final int CHECKSUM = -2103919795;

  private Format1Database() {}

  /** With {@code app_user}, who has every privilege, and {@code reader}, who reads. */
  static void create(TestCluster cluster) {
    cluster.asMaster(
        "postgres",
        role("app_user"),
        role("reader"),
        "COMMENT ON ROLE app_user IS " + MARK,
        "COMMENT ON ROLE reader IS " + MARK,
        "CREATE DATABASE testdb",
        "COMMENT ON DATABASE testdb IS " + MARK,
        "REVOKE CONNECT, TEMPORARY ON DATABASE testdb FROM PUBLIC");
    cluster.asMaster(
        "testdb",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        """
        CREATE TABLE public.flyway_schema_history (
            installed_rank INT NOT NULL, version VARCHAR(50), description VARCHAR(200) NOT NULL,
            type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER,
            installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT now(),
            execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL)""",
        "ALTER TABLE flyway_schema_history ADD CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank)",
        "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)",
        "CREATE TABLE test_table (id serial PRIMARY KEY, name VARCHAR(100), created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
        "INSERT INTO test_table (name) VALUES ('Test User 1'), ('Test User 2')",
        """
        INSERT INTO flyway_schema_history
        VALUES (1, '1', 'test table', 'SQL', 'V1__test_table.sql', %d, 'postgres_admin', now(), 1, true)"""
            .formatted(CHECKSUM),
        "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE testdb TO app_user",
        "GRANT CREATE, USAGE ON SCHEMA public TO app_user",
        "GRANT ALL ON TABLE test_table TO app_user",
        "GRANT ALL ON SEQUENCE test_table_id_seq TO app_user",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO app_user",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO app_user",
        "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO app_user",
        "GRANT CONNECT ON DATABASE testdb TO reader",
        "GRANT USAGE ON SCHEMA public TO reader",
        "GRANT SELECT ON TABLE test_table TO reader",
        "GRANT SELECT ON SEQUENCE test_table_id_seq TO reader",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO reader",
        "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader");
  }

  private static String role(String name) {
    return "CREATE ROLE %s LOGIN PASSWORD E'%s'"
        .formatted(name, TestCluster.password(name).replace("\\", "\\\\").replace("'", "\\'"));
  }
}
