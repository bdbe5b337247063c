package io.github.auroraproxy.constructs;

/**
 * What a user may do in the application's database, with existing and future objects. These belong
 * to the owner of the database, so no user may alter, drop or grant them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">Privileges in PostgreSQL</a>
 */
public enum Privileges {
  /**
   * Works with the owner's objects, and creates its own. On the owner's schemas USAGE; on its
   * tables SELECT, INSERT, UPDATE, DELETE and TRUNCATE, from PostgreSQL 17 on also MAINTAIN; on its
   * sequences all; on its routines EXECUTE. On the database CONNECT, TEMPORARY and CREATE, so that
   * the user may create schemas of its own, and everything in them.
   *
   * <p>It has neither TRIGGER nor REFERENCES on the owner's tables, nor CREATE in the owner's
   * schemas, of which {@code public} is one: what a user put there would run as the owner at the
   * next migration.
   */
  ALL,
  /**
   * Reads and changes rows. On the owner's schemas USAGE; on its tables SELECT, INSERT, UPDATE and
   * DELETE; on its sequences USAGE and SELECT; on its routines EXECUTE. On the database CONNECT and
   * TEMPORARY.
   */
  READ_WRITE,
  /**
   * Reads rows. On the owner's schemas USAGE; on its tables and sequences SELECT; EXECUTE on its
   * routines but those that are SECURITY DEFINER, which have the owner's privileges and could
   * write. On the database CONNECT.
   */
  READ_ONLY
}
