package io.github.auroraproxy.customresource;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Code that waits in a table for somebody else to read or write it. */
final class TableTechniques {

  private static final String DATABASE = "testdb";

  /** The tables of the migrations, made before they are. */
  private static final List<String> DECOYS =
      List.of(
          "test_table (id serial PRIMARY KEY, name varchar(100), created_at timestamp DEFAULT CURRENT_TIMESTAMP)",
          "orders (id serial PRIMARY KEY, note text)");

  /** The columns of Flyway's history. */
  private static final String HISTORY =
      "(installed_rank int NOT NULL PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success bool NOT NULL)";

  /** A value that no row has yet. */
  private static final String RANDOM =
      "RETURN pg_catalog.floor(pg_catalog.random() OPERATOR(pg_catalog.*) 2000000000)";

  private TableTechniques() {}

  /** Makes decoys; returns the quoted names of these and of everybody's tables. */
  private static List<String> tables(Attacker attacker) {
    Set<String> tables = new LinkedHashSet<>(attacker.tablesOfOthers(DATABASE));
    tables.addAll(decoys(attacker, DATABASE));
    return List.copyOf(tables);
  }

  /** Makes tables where the migrations would; returns their quoted names. */
  static List<String> decoys(Attacker attacker, String database) {
    List<String> tables = new ArrayList<>();
    for (String schema : attacker.schemas(database)) {
      for (String decoy : DECOYS) {
        String table = schema + "." + decoy.substring(0, decoy.indexOf(' '));
        attacker.triesOnce(database, "CREATE TABLE %s.%s".formatted(schema, decoy));
        attacker.tries(
            database,
            "GRANT ALL ON %s TO PUBLIC".formatted(table),
            "GRANT ALL ON SEQUENCE %s_id_seq TO PUBLIC".formatted(table));
        tables.add(table);
      }
    }
    return tables;
  }

  static void triggers(Attacker attacker) {
    triggers(attacker, tables(attacker));
  }

  /** A history before the first migration, with a trigger and with everything else. */
  static void history(Attacker attacker) {
    for (String schema : attacker.schemas(DATABASE)) {
      String history = schema + ".flyway_schema_history";
      attacker.triesOnce(DATABASE, "CREATE TABLE %s %s".formatted(history, HISTORY));
      attacker.tries(DATABASE, "GRANT ALL ON %s TO PUBLIC".formatted(history));
      triggers(attacker, List.of(history));
      String function = function(attacker, schema, "history");
      attacker.triesOnce(
          DATABASE,
          "ALTER TABLE %s ADD COLUMN planted int DEFAULT %s()".formatted(history, function));
      attacker.triesOnce(
          DATABASE,
          "CREATE RULE planted AS ON INSERT TO %s DO ALSO SELECT %s()"
              .formatted(history, function));
    }
  }

  private static void triggers(Attacker attacker, List<String> tables) {
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = schema + ".planted_trigger";
      attacker.triesOnce(DATABASE, attacker.code().triggerFunction(function, "trigger"));
      for (String table : tables) {
        String name = "\"planted_%s_%s\"".formatted(attacker.user(), schema.replace("\"", ""));
        attacker.triesOnce(
            DATABASE,
            "CREATE TRIGGER %s BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(name, table, function));
        attacker.triesOnce(
            DATABASE,
            "CREATE CONSTRAINT TRIGGER %s AFTER INSERT OR UPDATE OR DELETE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(name.replace("planted", "late"), table, function));
        attacker.triesOnce(
            DATABASE,
            "CREATE TRIGGER %s AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s()"
                .formatted(name.replace("planted", "statement"), table, function));
      }
      attacker.triesOnce(
          DATABASE,
          attacker
                  .code()
                  .function(schema + ".planted_event()", "event_trigger", "event trigger", "RETURN")
              + "; CREATE EVENT TRIGGER planted ON ddl_command_start EXECUTE FUNCTION %s.planted_event()"
                  .formatted(schema));
    }
  }

  private static String function(Attacker attacker, String schema, String what) {
    String function = "%s.\"planted %s\"".formatted(schema, what);
    attacker.triesOnce(DATABASE, attacker.code().function(function + "()", "int", what, RANDOM));
    attacker.triesOnce(
        DATABASE,
        attacker.code().function(function + "(text)", "boolean IMMUTABLE", what, "RETURN true"));
    return function;
  }

  static void rules(Attacker attacker) {
    List<String> tables = tables(attacker);
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = function(attacker, schema, "rule");
      for (String table : tables) {
        for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
          attacker.triesOnce(
              DATABASE,
              "CREATE RULE \"planted_%s_%s\" AS ON %s TO %s DO ALSO SELECT %s()"
                  .formatted(schema.replace("\"", ""), event, event, table, function));
        }
      }
    }
  }

  static void policies(Attacker attacker) {
    List<String> tables = tables(attacker);
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = function(attacker, schema, "policy");
      for (String table : tables) {
        attacker.triesOnce(
            DATABASE,
            "CREATE POLICY planted ON %1$s USING (%2$s('') IS NOT NULL) WITH CHECK (%2$s('') IS NOT NULL)"
                .formatted(table, function));
        attacker.triesOnce(
            DATABASE,
            "ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
                .formatted(table));
      }
    }
  }

  static void defaults(Attacker attacker) {
    List<String> tables = tables(attacker);
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = function(attacker, schema, "default expression");
      for (String table : tables) {
        attacker.triesOnce(
            DATABASE,
            "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s()"
                .formatted(table, table.endsWith("history") ? "installed_rank" : "id", function));
        attacker.triesOnce(
            DATABASE,
            "ALTER TABLE %s ADD COLUMN added int DEFAULT %s()".formatted(table, function));
        attacker.triesOnce(
            DATABASE,
            "ALTER TABLE %s ADD COLUMN computed boolean GENERATED ALWAYS AS (%s('')) STORED"
                .formatted(table, function));
      }
    }
  }

  static void domains(Attacker attacker) {
    List<String> tables = tables(attacker);
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = function(attacker, schema, "domain");
      String domain = schema + ".lure_domain";
      attacker.triesOnce(
          DATABASE,
          "CREATE DOMAIN %s AS text CHECK (%s(VALUE) IS NOT NULL)".formatted(domain, function));
      for (String table : tables) {
        String column = table.endsWith("history") ? "description" : "name";
        attacker.triesOnce(
            DATABASE, "ALTER TABLE %s ALTER COLUMN %s TYPE %s".formatted(table, column, domain));
        attacker.triesOnce(
            DATABASE,
            "ALTER TABLE %s ADD CONSTRAINT planted CHECK (%s(%s::text) IS NOT NULL)"
                .formatted(table, function, column));
      }
    }
  }

  static void indexes(Attacker attacker) {
    List<String> tables = tables(attacker);
    for (String schema : attacker.schemasForCode(DATABASE)) {
      String function = function(attacker, schema, "index expression");
      for (String table : tables) {
        String column = table.endsWith("history") ? "description" : "name";
        attacker.triesOnce(
            DATABASE, "CREATE INDEX ON %s ((%s(%s::text)))".formatted(table, function, column));
        attacker.triesOnce(
            DATABASE,
            "CREATE INDEX ON %1$s (%3$s) WHERE %2$s(%3$s::text)"
                .formatted(table, function, column));
        attacker.triesOnce(
            DATABASE,
            "CREATE STATISTICS %s.\"planted %s\" ON (%s(%s::text)), %s FROM %s"
                .formatted(schema, table.replace("\"", ""), function, column, column, table));
        attacker.tries(DATABASE, "ANALYZE " + table);
      }
    }
  }

  /** A row that goes with another fires a trigger in the session that removed the other. */
  static void foreignKeys(Attacker attacker) {
    List<String> parents =
        attacker.tablesOfOthers(DATABASE).stream()
            .filter(table -> !table.endsWith("flyway_schema_history"))
            .toList();
    for (String schema : attacker.schemas(DATABASE)) {
      String function = schema + ".planted_cascade";
      attacker.triesOnce(
          DATABASE, attacker.code().triggerFunction(function, "trigger behind a foreign key"));
      for (String parent : parents) {
        String child = "%s.\"child of %s\"".formatted(schema, parent.replace("\"", ""));
        attacker.triesOnce(
            DATABASE,
            "CREATE TABLE %s (id int REFERENCES %s ON DELETE CASCADE ON UPDATE CASCADE)"
                .formatted(child, parent));
        attacker.tries(
            DATABASE,
            "INSERT INTO %1$s SELECT id FROM %2$s WHERE id NOT IN (SELECT id FROM %1$s)"
                .formatted(child, parent));
        attacker.triesOnce(
            DATABASE,
            "CREATE TRIGGER planted BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(child, function));
        attacker.triesOnce(
            DATABASE,
            "CREATE CONSTRAINT TRIGGER late AFTER UPDATE OR DELETE ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(child, function));
      }
    }
  }
}
