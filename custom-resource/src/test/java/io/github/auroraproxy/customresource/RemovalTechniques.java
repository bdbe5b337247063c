package io.github.auroraproxy.customresource;

import java.util.List;

/** What a user leaves behind, and what it becomes when the user is removed. */
final class RemovalTechniques {

  private static final String DATABASE = "testdb";

  private RemovalTechniques() {}

  /** Functions with their owner's rights, open to everybody: whose, when the owner has gone? */
  static void securityDefiners(Attacker attacker) {
    for (String schema : attacker.schemas(DATABASE)) {
      attacker.tries(DATABASE, "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(schema));
      attacker.triesOnce(
          DATABASE,
          attacker
              .code()
              .function(
                  schema + ".lure_definer()",
                  "text SECURITY DEFINER",
                  "security definer function in " + schema,
                  "RETURN ''"));
      attacker.triesOnce(
          DATABASE,
          "CREATE PROCEDURE %s.lure_procedure() SECURITY DEFINER LANGUAGE plpgsql AS %s"
              .formatted(
                  schema,
                  attacker.code().body("security definer procedure in " + schema, "RETURN")));
      attacker.triesOnce(
          DATABASE, "CREATE VIEW %1$s.lure_view AS SELECT %1$s.lure_definer()".formatted(schema));
      attacker.tries(
          DATABASE,
          "GRANT EXECUTE ON FUNCTION %s.lure_definer() TO PUBLIC".formatted(schema),
          "GRANT EXECUTE ON PROCEDURE %s.lure_procedure() TO PUBLIC".formatted(schema),
          "GRANT EXECUTE ON FUNCTION %s.lure_definer() TO %s WITH GRANT OPTION"
              .formatted(schema, AttackedLife.WITNESS),
          "GRANT SELECT ON %s.lure_view TO PUBLIC".formatted(schema));
    }
  }

  /**
   * What PostgreSQL does with an owner's rights although somebody else's session does it: the rows
   * that a foreign key takes along, and what a view reads and writes.
   */
  static void ownersRights(Attacker attacker) {
    for (String schema : attacker.schemas(DATABASE)) {
      String function = schema + ".planted_by_cascade";
      attacker.triesOnce(
          DATABASE, attacker.code().triggerFunction(function, "trigger on a table left behind"));
      attacker.triesOnce(
          DATABASE, "CREATE TABLE %s.lure_parent (id int PRIMARY KEY)".formatted(schema));
      attacker.triesOnce(
          DATABASE,
          "CREATE TABLE %1$s.lure_child (id int REFERENCES %1$s.lure_parent ON DELETE CASCADE ON UPDATE CASCADE)"
              .formatted(schema));
      attacker.triesOnce(
          DATABASE,
          "CREATE TRIGGER planted BEFORE UPDATE OR DELETE ON %s.lure_child FOR EACH ROW EXECUTE FUNCTION %s()"
              .formatted(schema, function));
      attacker.triesOnce(DATABASE, "INSERT INTO %s.lure_parent VALUES (1), (2)".formatted(schema));
      attacker.triesOnce(DATABASE, "INSERT INTO %s.lure_child VALUES (1), (2)".formatted(schema));
      attacker.triesOnce(
          DATABASE,
          "CREATE VIEW %s.lure_history AS SELECT * FROM public.flyway_schema_history"
              .formatted(schema));
      attacker.tries(
          DATABASE,
          "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(schema),
          "GRANT ALL ON ALL TABLES IN SCHEMA %s TO PUBLIC".formatted(schema));
    }
  }

  /** A grant option for the admin, which then revokes as the grantee and not for the owner. */
  static void grantsToTheAdmin(Attacker attacker) {
    List<String> schemas = attacker.schemas(DATABASE);
    for (String kind : List.of("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES", "SCHEMAS")) {
      for (String grantee : List.of(attacker.admin(), "testdb_owner", "PUBLIC")) {
        attacker.tries(
            DATABASE,
            "ALTER DEFAULT PRIVILEGES GRANT ALL ON %s TO %s%s"
                .formatted(kind, grantee, grantee.equals("PUBLIC") ? "" : " WITH GRANT OPTION"));
      }
    }
    for (String schema : schemas) {
      attacker.triesOnce(
          DATABASE,
          attacker
              .code()
              .function(
                  schema + ".lure_granted()",
                  "text SECURITY DEFINER",
                  "function with a grant option in " + schema,
                  "RETURN ''"));
      attacker.triesOnce(DATABASE, "CREATE TABLE %s.granted (id serial)".formatted(schema));
      attacker.tries(
          DATABASE,
          "GRANT ALL ON SCHEMA %s TO %s WITH GRANT OPTION".formatted(schema, attacker.admin()),
          "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(schema));
    }
  }

  /** What lies in the temporary schema of a session that stays open. */
  static void temporary(Attacker attacker) {
    attacker.tries(
        DATABASE,
        "CREATE TEMPORARY TABLE IF NOT EXISTS temporary (id serial PRIMARY KEY, name text)",
        "CREATE OR REPLACE TEMPORARY VIEW temporary_view AS SELECT * FROM temporary",
        "CREATE TYPE pg_temp.temporary_type AS ENUM ('a')",
        attacker.code().function("pg_temp.temporary()", "int", "temporary function", "RETURN 1"));
  }

  /** They stand in no schema, and everybody who can log in can make them. */
  static void largeObjects(Attacker attacker) {
    attacker.tries(
        DATABASE,
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'planted')",
        """
        DO $$
        DECLARE l oid;
        BEGIN
          FOR l IN SELECT oid FROM pg_largeobject_metadata LOOP
            BEGIN
              EXECUTE format('GRANT ALL ON LARGE OBJECT %%s TO PUBLIC WITH GRANT OPTION', l);
            EXCEPTION WHEN OTHERS THEN NULL; END;
            BEGIN
              EXECUTE format('GRANT ALL ON LARGE OBJECT %%s TO %1$s', l);
              EXECUTE format('COMMENT ON LARGE OBJECT %%s IS ''aurora-proxy''', l);
              EXECUTE format('ALTER LARGE OBJECT %%s OWNER TO %1$s', l);
            EXCEPTION WHEN OTHERS THEN NULL; END;
          END LOOP;
        END $$"""
            .formatted(attacker.admin()));
  }

  /** One of every kind of object that a user can own, the function's to hand over or to drop. */
  static void kinds(Attacker attacker) {
    for (String schema : attacker.schemas(DATABASE)) {
      for (String sql :
          List.of(
              "CREATE TABLE %1$s.k_table (id serial PRIMARY KEY, name text)",
              "CREATE TABLE %1$s.k_parted (id int) PARTITION BY RANGE (id)",
              "CREATE TABLE %1$s.k_part PARTITION OF %1$s.k_parted FOR VALUES FROM (1) TO (2)",
              "CREATE SEQUENCE %1$s.k_sequence",
              "CREATE VIEW %1$s.k_view AS SELECT 1 AS one",
              "CREATE MATERIALIZED VIEW %1$s.k_materialized AS SELECT 1 AS one",
              "CREATE TYPE %1$s.k_enum AS ENUM ('a')",
              "CREATE TYPE %1$s.k_composite AS (a int)",
              "CREATE TYPE %1$s.k_range AS RANGE (subtype = int)",
              "CREATE DOMAIN %1$s.k_domain AS int CHECK (VALUE > 0)",
              "CREATE FUNCTION %1$s.k_function() RETURNS int LANGUAGE sql AS 'SELECT 1'",
              "CREATE FUNCTION %1$s.lure_kept() RETURNS text SECURITY DEFINER LANGUAGE sql AS 'SELECT current_user::text'",
              "CREATE PROCEDURE %1$s.k_procedure() LANGUAGE sql AS 'SELECT 1'",
              "CREATE AGGREGATE %1$s.k_aggregate(int) (SFUNC = int4pl, STYPE = int)",
              "CREATE OPERATOR %1$s.### (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
              "CREATE COLLATION %1$s.k_collation FROM \"C\"",
              "CREATE CONVERSION %1$s.k_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
              "CREATE TEXT SEARCH CONFIGURATION %1$s.k_configuration (COPY = pg_catalog.simple)",
              "CREATE TEXT SEARCH DICTIONARY %1$s.k_dictionary (TEMPLATE = pg_catalog.simple)",
              "CREATE STATISTICS %1$s.k_statistics ON id, name FROM %1$s.k_table",
              "CREATE INDEX k_index ON %1$s.k_table (name)",
              "CREATE EXTENSION hstore SCHEMA %1$s",
              "CREATE PUBLICATION k_publication FOR TABLE %1$s.k_table",
              "ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT SELECT ON TABLES TO PUBLIC",
              "SELECT lo_from_bytea(0, 'k')")) {
        attacker.triesOnce(DATABASE, sql.formatted(schema));
      }
    }
  }
}
