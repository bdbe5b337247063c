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
  /** Every privilege on the database, its schemas, tables and sequences; ownership stays away. */
  ALL(
      Set.of("CONNECT", "CREATE", "TEMPORARY"),
      Set.of("USAGE", "CREATE"),
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
      Set.of("USAGE", "SELECT", "UPDATE")),

  /** Reads and changes rows, and draws values from sequences; no objects of its own. */
  READ_WRITE(
      Set.of("CONNECT", "TEMPORARY"),
      Set.of("USAGE"),
      List.of("SELECT", "INSERT", "UPDATE", "DELETE"),
      Set.of("USAGE", "SELECT")),

  /** Reads rows and the last values of sequences. */
  READ_ONLY(Set.of("CONNECT"), Set.of("USAGE"), List.of("SELECT"), Set.of("SELECT"));

  /** The first version that has MAINTAIN (VACUUM, ANALYZE, REFRESH and the like) as a privilege. */
  private static final int MAINTAIN_SINCE = 17;

  private final Set<String> onDatabase;
  private final Set<String> onSchema;
  private final List<String> onTable;
  private final Set<String> onSequence;

  Privileges(
      Set<String> onDatabase, Set<String> onSchema, List<String> onTable, Set<String> onSequence) {
    this.onDatabase = onDatabase;
    this.onSchema = onSchema;
    this.onTable = onTable;
    this.onSequence = onSequence;
  }

  /** Privileges on the database itself. */
  public Set<String> onDatabase() {
    return onDatabase;
  }

  /** Privileges on each schema of the application. */
  public Set<String> onSchema() {
    return onSchema;
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
