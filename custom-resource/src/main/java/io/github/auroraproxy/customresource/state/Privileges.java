package io.github.auroraproxy.customresource.state;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user may do in the database; each level is a set of PostgreSQL privileges per kind of
 * object.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">Privileges</a>
 */
public enum Privileges {
  /**
   * Changes every row and creates schemas of its own. It may attach no code to the owner's tables
   * (TRIGGER; REFERENCES, whose deferred triggers run as the owner up to PostgreSQL 17) and create
   * nothing where migrations look for names: its code would run with the owner's privileges.
   */
  ALL(
      Set.of("CONNECT", "CREATE", "TEMPORARY"),
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"),
      Set.of("USAGE", "SELECT", "UPDATE")),

  /** Reads and changes rows, and draws values from sequences; no objects of its own. */
  READ_WRITE(
      Set.of("CONNECT", "TEMPORARY"),
      List.of("SELECT", "INSERT", "UPDATE", "DELETE"),
      Set.of("USAGE", "SELECT")),

  /** Reads rows and the last values of sequences. */
  READ_ONLY(Set.of("CONNECT"), List.of("SELECT"), Set.of("SELECT"));

  /** The first version that has MAINTAIN (VACUUM, ANALYZE, REFRESH and the like) as a privilege. */
  private static final int MAINTAIN_SINCE = 17;

  private final Set<String> onDatabase;
  private final List<String> onTable;
  private final Set<String> onSequence;

  Privileges(Set<String> onDatabase, List<String> onTable, Set<String> onSequence) {
    this.onDatabase = onDatabase;
    this.onTable = onTable;
    this.onSequence = onSequence;
  }

  /** Privileges on the database itself. */
  public Set<String> onDatabase() {
    return onDatabase;
  }

  /** Privileges on each schema of the application. */
  public Set<String> onSchema() {
    return Set.of("USAGE");
  }

  /**
   * Privileges on each routine of the owner. One that runs with the owner's privileges may write,
   * so a level that only reads does not get it.
   *
   * @param securityDefiner whether the routine runs with its owner's privileges
   */
  public Set<String> onRoutine(boolean securityDefiner) {
    return this == READ_ONLY && securityDefiner ? Set.of() : Set.of("EXECUTE");
  }

  /**
   * Privileges on routines that the owner creates later. What they are is not known then, so a
   * level that only reads gets its privilege from the run that creates them.
   */
  public Set<String> onLaterRoutines() {
    return onRoutine(true);
  }

  /** Privileges on each table, view and materialized view, which the server's version decides. */
  public Set<String> onTable(int majorVersion) {
    Set<String> privileges = new LinkedHashSet<>(onTable);
    if (this == ALL && majorVersion >= MAINTAIN_SINCE) {
      privileges.add("MAINTAIN");
    }
    return privileges;
  }

  /** Privileges on each sequence: a serial column needs USAGE on its own for INSERT. */
  public Set<String> onSequence() {
    return onSequence;
  }
}
