package io.github.auroraproxy.customresource;

import java.util.List;

/** Locks that every role can take, held over the next run of the function. */
final class LockTechniques {

  /** Flyway's own key, for a history of this name. */
  private static final long FLYWAY =
      77431708279161L + "\"public\".\"flyway_schema_history\"".hashCode();

  /** The key that earlier versions of the function took in the maintenance database. */
  private static final long CLUSTER = 0x6175726f7261L;

  private LockTechniques() {}

  static void advisory(Attacker attacker) {
    for (String database : Attacker.DATABASES) {
      for (long key : List.of(FLYWAY, CLUSTER)) {
        attacker.holds(
            database,
            "SELECT pg_try_advisory_lock(%1$d), pg_try_advisory_lock_shared(%1$d), pg_try_advisory_xact_lock(%1$d)"
                .formatted(key));
      }
    }
  }

  /** A lock on the role that the function may lock, in every way that PostgreSQL knows. */
  static void roles(Attacker attacker) {
    for (String role : List.of("aurora_proxy_lock", "testdb_owner", attacker.admin())) {
      attacker.holds(
          "postgres",
          "COMMENT ON ROLE %s IS 'locked'".formatted(role),
          "ALTER ROLE %s SET work_mem = '1MB'".formatted(role),
          "GRANT %s TO %s".formatted(role, attacker.user()),
          "GRANT %s TO %s".formatted(attacker.user(), role),
          "SECURITY LABEL ON ROLE %s IS 'x'".formatted(role));
    }
    for (String catalog : List.of("pg_database", "pg_roles", "pg_class", "pg_shdescription")) {
      for (String database : Attacker.DATABASES) {
        attacker.holds(
            database,
            "LOCK TABLE pg_catalog.%s IN ACCESS SHARE MODE".formatted(catalog),
            "LOCK TABLE pg_catalog.%s IN ACCESS EXCLUSIVE MODE".formatted(catalog));
      }
    }
  }

  /** Sessions, and transactions that never end, in every database that lets one in. */
  static void sessions(Attacker attacker) {
    for (String database : List.of("testdb", "postgres", "template1")) {
      attacker.holds(
          database,
          "SELECT count(*) FROM pg_catalog.pg_class",
          "CREATE TEMPORARY TABLE IF NOT EXISTS held (id int)",
          "DECLARE held CURSOR FOR SELECT * FROM pg_catalog.pg_class");
    }
  }

  /** What a role may change of itself, and does in a transaction that never ends. */
  static void ownRole(Attacker attacker) {
    String self = attacker.user();
    attacker.holds(
        "postgres",
        "ALTER ROLE \"%s\" PASSWORD 'another'".formatted(self),
        "ALTER ROLE \"%s\" SET work_mem = '1MB'".formatted(self),
        "ALTER ROLE \"%s\" IN DATABASE testdb SET work_mem = '1MB'".formatted(self),
        "GRANT \"%s\" TO %s".formatted(self, AttackedLife.WITNESS),
        "GRANT \"%s\" TO %s".formatted(self, attacker.admin()));
    attacker.schemas("testdb");
    attacker.holds(
        "testdb",
        "CREATE TABLE \"%s\".uncommitted (id int)".formatted(self),
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER SCHEMA \"%s\" RENAME TO uncommitted".formatted(self));
  }
}
