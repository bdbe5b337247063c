package io.github.auroraproxy.customresource;

import java.util.List;

/**
 * Code that waits in a schema for a statement of somebody else to resolve to it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/typeconv.html">Type Conversion</a>
 */
final class CodeTechniques {

  /** Left and right types of operators that fit a parameter of pgjdbc better than pg_catalog's. */
  private static final List<String> OPERANDS =
      List.of(
          "name, varchar",
          "name, text",
          "name, bpchar",
          "varchar, name",
          "text, varchar",
          "varchar, text",
          "varchar, varchar",
          "text, name",
          "oid, varchar",
          "oid, text",
          "oid, int4",
          "oid, int8",
          "int8, oid",
          "oid, regclass",
          "regclass, oid",
          "oid, regrole",
          "\"char\", varchar",
          "\"char\", text",
          "\"char\", name",
          "int4, varchar",
          "int8, varchar",
          "bool, varchar");

  /** The types that the operators other than the equals sign are planted for. */
  private static final List<String> OTHER_OPERANDS = OPERANDS.subList(0, 5);

  private static final List<String> OTHER_OPERATORS = List.of("<>", "~~", "!~~", "~", "!~");

  /** Signatures that fit better than those of pg_catalog; what they return; and a value for it. */
  private static final List<String[]> FUNCTIONS =
      List.of(
          f("pg_has_role(oid, varchar)", "boolean", "RETURN true"),
          f("pg_has_role(varchar, varchar)", "boolean", "RETURN true"),
          f("pg_has_role(name, varchar, varchar)", "boolean", "RETURN true"),
          f("pg_has_role(name, oid, varchar)", "boolean", "RETURN true"),
          f("pg_has_role(oid, oid, varchar)", "boolean", "RETURN true"),
          f("has_database_privilege(name, varchar, varchar)", "boolean", "RETURN true"),
          f("has_database_privilege(varchar, varchar)", "boolean", "RETURN true"),
          f("has_database_privilege(oid, varchar)", "boolean", "RETURN true"),
          f("has_schema_privilege(oid, varchar)", "boolean", "RETURN true"),
          f("has_schema_privilege(varchar, varchar)", "boolean", "RETURN true"),
          f("has_table_privilege(oid, varchar)", "boolean", "RETURN true"),
          f("has_table_privilege(oid, oid, varchar)", "boolean", "RETURN true"),
          f("has_table_privilege(varchar, varchar)", "boolean", "RETURN true"),
          f("quote_ident(varchar)", "text", "RETURN pg_catalog.quote_ident($1::pg_catalog.text)"),
          f("quote_ident(name)", "text", "RETURN pg_catalog.quote_ident($1::pg_catalog.text)"),
          f(
              "quote_literal(varchar)",
              "text",
              "RETURN pg_catalog.quote_literal($1::pg_catalog.text)"),
          f("format(text, name)", "text", "RETURN pg_catalog.format($1, VARIADIC ARRAY[$2])"),
          f(
              "format(text, name, name)",
              "text",
              "RETURN pg_catalog.format($1, VARIADIC ARRAY[$2, $3])"),
          f(
              "concat_ws(text, name, name)",
              "text",
              "RETURN pg_catalog.concat_ws($1, VARIADIC ARRAY[$2, $3])"),
          f("current_setting(varchar)", "text", "RETURN pg_catalog.current_setting($1::text)"),
          f("shobj_description(oid, varchar)", "text", "RETURN NULL"),
          f("shobj_description(oid, text)", "text", "RETURN NULL"),
          f("obj_description(oid, varchar)", "text", "RETURN NULL"),
          f("col_description(oid, int2)", "text", "RETURN NULL"),
          f("pg_get_userbyid(int8)", "name", "RETURN ''"),
          f("to_regclass(varchar)", "regclass", "RETURN NULL"),
          f("to_regrole(varchar)", "regrole", "RETURN NULL"),
          f("lower(name)", "text", "RETURN pg_catalog.lower($1::pg_catalog.text)"),
          f("length(name)", "int4", "RETURN 1"),
          f("lower(varchar)", "text", "RETURN pg_catalog.lower($1::pg_catalog.text)"),
          f("left(varchar, int4)", "text", "RETURN $1"),
          f("unnest(aclitem[])", "SETOF aclitem", "RETURN"),
          f("unnest(name[])", "SETOF name", "RETURN"),
          f("unnest(oid[])", "SETOF oid", "RETURN"),
          f("unnest(text[])", "SETOF text", "RETURN"),
          f("array_to_string(name[], text)", "text", "RETURN ''"),
          f("cardinality(text[])", "int4", "RETURN 0"),
          f("pg_advisory_lock(int4)", "void", "RETURN"),
          f("pg_try_advisory_lock(int4)", "boolean", "RETURN true"),
          f("pg_terminate_backend(int4)", "boolean", "RETURN true"),
          f("pg_terminate_backend(int8)", "boolean", "RETURN true"),
          f("set_config(varchar, varchar, boolean)", "text", "RETURN $2"),
          f("pg_stat_get_activity(int8)", "int4", "RETURN 1"));

  private CodeTechniques() {}

  private static String[] f(String signature, String returns, String result) {
    return new String[] {signature, returns, result};
  }

  static void operators(Attacker attacker) {
    for (String database : Attacker.DATABASES) {
      operators(attacker, database);
    }
  }

  static void operators(Attacker attacker, String database) {
    for (String schema : attacker.schemas(database)) {
      for (String operands : OPERANDS) {
        operator(attacker, database, schema, "=", operands);
      }
      for (String operands : OTHER_OPERANDS) {
        for (String operator : OTHER_OPERATORS) {
          operator(attacker, database, schema, operator, operands);
        }
      }
    }
  }

  private static void operator(
      Attacker attacker, String database, String schema, String operator, String operands) {
    String[] types = operands.split(", ");
    String comparison =
        "RETURN $1::pg_catalog.text OPERATOR(pg_catalog.%s) $2::pg_catalog.text"
            .formatted(operator);
    String function =
        "%s.\"planted%s%s%s\""
            .formatted(schema, operator, types[0].replace("\"", ""), types[1].replace("\"", ""));
    attacker.triesOnce(
        database,
        attacker
                .code()
                .function(
                    "%s(%s)".formatted(function, operands),
                    "boolean",
                    "operator %s(%s) in %s".formatted(operator, operands, schema),
                    comparison)
            + "; CREATE OPERATOR %s.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = %s)"
                .formatted(schema, operator, types[0], types[1], function));
  }

  static void functions(Attacker attacker) {
    for (String database : Attacker.DATABASES) {
      functions(attacker, database);
    }
  }

  static void functions(Attacker attacker, String database) {
    for (String schema : attacker.schemas(database)) {
      for (String[] function : FUNCTIONS) {
        attacker.triesOnce(
            database,
            attacker
                .code()
                .function(
                    schema + "." + function[0],
                    function[1],
                    function[0] + " in " + schema,
                    function[2]));
      }
      aggregate(attacker, database, schema, "array_agg", "name");
      aggregate(attacker, database, schema, "array_agg", "oid");
      aggregate(attacker, database, schema, "string_agg", "name");
      aggregate(attacker, database, schema, "max", "name");
      aggregate(attacker, database, schema, "count", "oid");
    }
  }

  private static void aggregate(
      Attacker attacker, String database, String schema, String name, String type) {
    String step = "%s.planted_%s_%s".formatted(schema, name, type);
    attacker.triesOnce(
        database,
        attacker
                .code()
                .function(
                    "%s(text, %s)".formatted(step, type),
                    "text",
                    "aggregate %s(%s) in %s".formatted(name, type, schema),
                    "RETURN $1")
            + "; CREATE AGGREGATE %s.%s(%s) (SFUNC = %s, STYPE = text)"
                .formatted(schema, name, type, step));
  }

  /**
   * What a new database may be a copy of, in which everybody can create up to PostgreSQL 14, and
   * every database that is made from it then has.
   */
  static void template(Attacker attacker) {
    operators(attacker, "template1");
    functions(attacker, "template1");
    TableTechniques.decoys(attacker, "template1");
    // A session in it would keep it from being copied at all.
    attacker.leaves("template1");
  }

  /** Types of the attacker's own that every text turns into, and operators on them. */
  static void casts(Attacker attacker) {
    for (String database : Attacker.DATABASES) {
      for (String schema : attacker.schemas(database)) {
        casts(attacker, database, schema);
      }
    }
  }

  private static void casts(Attacker attacker, String database, String schema) {
    String type = schema + ".lure_type";
    attacker.triesOnce(database, "CREATE TYPE %s AS (value text)".formatted(type));
    for (String from : List.of("varchar", "text", "name", "oid", "int8", "\"char\"")) {
      String function = "%s.\"planted cast %s\"".formatted(schema, from.replace("\"", ""));
      attacker.triesOnce(
          database,
          attacker
                  .code()
                  .function(
                      "%s(%s)".formatted(function, from),
                      type,
                      "cast from %s in %s".formatted(from, schema),
                      "RETURN ROW('')")
              + "; CREATE CAST (%1$s AS %2$s) WITH FUNCTION %3$s(%1$s) AS IMPLICIT"
                  .formatted(from, type, function));
    }
    String back = schema + ".planted_cast_back";
    attacker.triesOnce(
        database,
        attacker
                .code()
                .function(
                    "%s(%s)".formatted(back, type),
                    "varchar",
                    "cast to varchar in " + schema,
                    "RETURN ''")
            + "; CREATE CAST (%1$s AS varchar) WITH FUNCTION %2$s(%1$s) AS IMPLICIT"
                .formatted(type, back));
    String equal = schema + ".planted_equal";
    attacker.triesOnce(
        database,
        attacker
                .code()
                .function(
                    "%1$s(%2$s, %2$s)".formatted(equal, type),
                    "boolean",
                    "operator on a type of its own in " + schema,
                    "RETURN true")
            + "; CREATE OPERATOR %1$s.= (LEFTARG = %2$s, RIGHTARG = %2$s, FUNCTION = %3$s)"
                .formatted(schema, type, equal));
  }

  /** Views with the names of the migrations' tables and of Flyway's history. */
  static void viewsNamedAsTables(Attacker attacker) {
    for (String schema : attacker.schemas("testdb")) {
      String planted = viewColumns(attacker, "testdb", schema);
      attacker.triesOnce(
          "testdb",
          "CREATE VIEW %1$s.test_table AS SELECT 1 AS id, 'x'::varchar AS name, now() AS created_at, %2$s"
              .formatted(schema, planted));
      attacker.triesOnce(
          "testdb",
          "CREATE VIEW %1$s.flyway_schema_history AS SELECT 1 AS installed_rank, '1'::varchar AS version, 'x'::varchar AS description, 'SQL'::varchar AS type, 'x'::varchar AS script, 1 AS checksum, 'x'::varchar AS installed_by, now() AS installed_on, 1 AS execution_time, true AS success, %2$s"
              .formatted(schema, planted));
      attacker.tries(
          "testdb",
          "GRANT ALL ON %s.test_table TO PUBLIC".formatted(schema),
          "GRANT ALL ON %s.flyway_schema_history TO PUBLIC".formatted(schema));
    }
  }

  private static String viewColumns(Attacker attacker, String database, String schema) {
    for (String kind : List.of("invoker", "definer")) {
      attacker.triesOnce(
          database,
          attacker
              .code()
              .function(
                  "%s.planted_%s()".formatted(schema, kind),
                  "text" + (kind.equals("definer") ? " SECURITY DEFINER" : ""),
                  "view with a security %s function in %s".formatted(kind, schema),
                  "RETURN ''"));
    }
    return "%1$s.planted_invoker() AS planted, %1$s.planted_definer() AS planted_too"
        .formatted(schema);
  }

  /** Views with the names of catalogs. */
  static void views(Attacker attacker) {
    for (String database : Attacker.DATABASES) {
      for (String schema : attacker.schemas(database)) {
        views(attacker, database, schema);
      }
    }
  }

  private static void views(Attacker attacker, String database, String schema) {
    String planted = viewColumns(attacker, database, schema);
    for (String catalog :
        List.of(
            "pg_roles",
            "pg_database",
            "pg_class",
            "pg_namespace",
            "pg_proc",
            "pg_auth_members",
            "pg_stat_activity",
            "pg_locks",
            "pg_db_role_setting",
            "pg_default_acl",
            "pg_extension",
            "pg_tables",
            "pg_settings")) {
      attacker.triesOnce(
          database,
          "CREATE VIEW %1$s.%2$s AS SELECT *, %3$s FROM pg_catalog.%2$s"
              .formatted(schema, catalog, planted));
    }
    attacker.triesOnce(
        database,
        "CREATE MATERIALIZED VIEW %1$s.lure_materialized AS SELECT %2$s"
            .formatted(schema, planted));
  }
}
