package io.github.auroraproxy.customresource;

import java.util.List;

/** State that is nobody's code, and that a run of the function may trust or trip over. */
final class StateTechniques {

  private static final String DATABASE = "testdb";

  private static final List<String> SETTINGS =
      List.of(
          "role = '%2$s'",
          "role = 'testdb_owner'",
          "search_path = \"%1$s\", public, pg_catalog",
          "standard_conforming_strings = off",
          "default_transaction_read_only = on",
          "default_transaction_isolation = 'serializable'",
          "default_transaction_deferrable = on",
          "row_security = on",
          "statement_timeout = 1",
          "lock_timeout = 1",
          "idle_in_transaction_session_timeout = 1",
          "idle_session_timeout = 1",
          "transaction_timeout = 1",
          "client_encoding = 'LATIN1'",
          "quote_all_identifiers = on",
          "DateStyle = 'SQL, DMY'",
          "bytea_output = 'escape'",
          "check_function_bodies = off",
          "default_tablespace = 'nowhere'",
          "client_min_messages = 'debug5'",
          "password_encryption = 'md5'");

  private StateTechniques() {}

  /** What the sessions of a role or of a database start with. */
  static void settings(Attacker attacker) {
    for (String setting : SETTINGS) {
      String text = setting.formatted(attacker.user(), attacker.admin());
      for (String subject :
          List.of(
              "ROLE \"%s\"".formatted(attacker.user()),
              "ROLE \"%s\" IN DATABASE testdb".formatted(attacker.user()),
              "ROLE \"%s\" IN DATABASE postgres".formatted(attacker.user()),
              "DATABASE testdb",
              "DATABASE postgres",
              "ROLE \"%s\"".formatted(attacker.admin()),
              "ROLE testdb_owner",
              "ROLE ALL")) {
        attacker.triesOnce("postgres", "ALTER %s SET %s".formatted(subject, text));
      }
    }
    // A password is the same attacker's under every value, so the deployment sets it again.
    attacker.tries("postgres", "ALTER ROLE \"%s\" PASSWORD 'another'".formatted(attacker.user()));
  }

  /** Marks that stacks would set, as far as anybody may set them. */
  static void comments(Attacker attacker) {
    attacker.schemas(DATABASE);
    for (String mark :
        List.of(
            "aurora-proxy: created by %s#Database for testdb".formatted(TestCluster.STACK),
            "aurora-proxy: created by %s#Database for testdb".formatted(TestCluster.OTHER_STACK),
            "aurora-proxy: adopted by %s#Database for testdb".formatted(TestCluster.OTHER_STACK),
            "aurora-proxy: created by %s#Database for testdb, released"
                .formatted(TestCluster.STACK))) {
      for (String subject :
          List.of(
              "DATABASE testdb",
              "DATABASE postgres",
              "SCHEMA public",
              "ROLE \"%s\"".formatted(attacker.user()),
              "ROLE \"%s\"".formatted(attacker.admin()),
              "ROLE testdb_owner",
              "ROLE aurora_proxy_lock",
              "ROLE witness",
              "TABLE test_table",
              "SCHEMA \"%s\"".formatted(attacker.user()))) {
        attacker.tries(DATABASE, "COMMENT ON %s IS '%s'".formatted(subject, mark));
      }
    }
  }

  /** Every statement that gives somebody a role, an attribute or a privilege. */
  static void memberships(Attacker attacker) {
    String self = attacker.user();
    for (String powerful :
        List.of(
            attacker.admin(),
            "testdb_owner",
            "rds_superuser",
            "rds_iam",
            "rds_password",
            "pg_signal_backend",
            "pg_read_all_data",
            "pg_execute_server_program",
            "aurora_proxy_lock",
            "witness")) {
      attacker.tries(
          DATABASE,
          "GRANT \"%s\" TO \"%s\"".formatted(powerful, self),
          "GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION".formatted(self, powerful),
          "GRANT \"%s\" TO \"%s\"".formatted(self, powerful),
          "SET ROLE \"%s\"".formatted(powerful),
          "RESET ROLE",
          "SET SESSION AUTHORIZATION \"%s\"".formatted(powerful),
          "ALTER ROLE \"%s\" PASSWORD 'mine' LOGIN".formatted(powerful),
          "REASSIGN OWNED BY \"%s\" TO \"%s\"".formatted(powerful, self),
          "ALTER DEFAULT PRIVILEGES FOR ROLE \"%s\" GRANT ALL ON TABLES TO \"%s\""
              .formatted(powerful, self));
    }
    for (String other : List.of("outsider", "app_reader", "app_writer", "app_user")) {
      attacker.tries(DATABASE, "GRANT \"%s\" TO \"%s\" WITH ADMIN OPTION".formatted(self, other));
    }
    for (String attribute :
        List.of(
            "SUPERUSER",
            "CREATEROLE",
            "CREATEDB",
            "REPLICATION",
            "BYPASSRLS",
            "VALID UNTIL 'infinity'",
            "CONNECTION LIMIT -1")) {
      attacker.tries(DATABASE, "ALTER ROLE \"%s\" %s".formatted(self, attribute));
    }
    attacker.tries(
        DATABASE,
        "CREATE ROLE planted LOGIN",
        "ALTER DATABASE testdb OWNER TO \"%s\"".formatted(self),
        "ALTER SCHEMA public OWNER TO \"%s\"".formatted(self),
        "ALTER TABLE test_table OWNER TO \"%s\"".formatted(self),
        "GRANT ALL ON DATABASE testdb TO PUBLIC",
        "GRANT ALL ON SCHEMA public TO PUBLIC",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO \"%s\" WITH GRANT OPTION".formatted(self),
        "GRANT ALL ON test_table TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO \"%s\" WITH GRANT OPTION"
            .formatted(attacker.admin()),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('%s', 'testdb_owner')"
            .formatted(attacker.admin()));
  }

  /** Names that end a quotation, hold control characters, or look like statements. */
  static void names(Attacker attacker) {
    String self = attacker.user();
    for (String name :
        List.of(
            "\"; ALTER ROLE \"%s\" SUPERUSER; --".formatted(self),
            "'; ALTER ROLE %s CREATEROLE; --".formatted(self),
            "$$; ALTER ROLE %s CREATEROLE; --".formatted(self),
            "a\nb\rc\td\u001b[31m\u202e",
            "%s %1$s %n ? :x ${x} \\ \\' /* -- */",
            "public\"",
            "PG_CATALOG",
            "x".repeat(63),
            "ä漢\u0301".repeat(9))) {
      String quoted = '"' + name.replace("\"", "\"\"") + '"';
      attacker.triesOnce(DATABASE, "CREATE SCHEMA " + quoted);
      for (String schema : List.of(quoted, "public", "pg_temp")) {
        attacker.triesOnce(
            DATABASE,
            "CREATE TABLE %1$s.%2$s (%2$s serial PRIMARY KEY, CONSTRAINT %2$s CHECK (%2$s > 0))"
                .formatted(schema, quoted.equals("\"" + "x".repeat(63) + "\"") ? "y" : quoted));
        attacker.triesOnce(
            DATABASE, "CREATE VIEW %1$s.\"view\" AS SELECT 1 AS %2$s".formatted(schema, quoted));
        attacker.triesOnce(
            DATABASE,
            attacker
                .code()
                .function(
                    "%s.%s(%s int)".formatted(schema, quoted, quoted),
                    "int SECURITY DEFINER",
                    "function with a strange name",
                    "RETURN 1"));
        attacker.triesOnce(
            DATABASE, "CREATE TYPE %1$s.\"type\" AS ENUM (%2$s)".formatted(schema, literal(name)));
        attacker.triesOnce(
            DATABASE,
            "CREATE SEQUENCE %1$s.\"sequence %2$s".formatted(schema, quoted.substring(1)));
      }
    }
  }

  private static String literal(String name) {
    return "E'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
