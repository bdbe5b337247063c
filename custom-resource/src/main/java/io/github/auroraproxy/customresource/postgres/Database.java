package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import io.github.auroraproxy.customresource.failure.StatementFailedException;
import io.github.auroraproxy.customresource.state.Identifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The application's database: found or created, marked, closed to PUBLIC, and dropped if it may be.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createdatabase.html">CREATE
 *     DATABASE</a>
 */
public final class Database {

  private static final int UNFINISHED_NAME_DIGITS = 32;

  private final Session session;
  private final Identifier name;
  private final Owner owner;

  /**
   * @param session in the maintenance database
   * @param name of the application's database
   * @param owner the custom resource at work
   */
  public Database(Session session, Identifier name, Owner owner) {
    this.session = session;
    this.name = name;
    this.owner = owner;
  }

  private record Found(
      long oid, String databaseOwner, boolean ownedByMaster, Optional<Mark> mark) {}

  private Optional<Found> find(String database) throws SQLException {
    return session.first(
        """
        SELECT oid, pg_get_userbyid(datdba), pg_has_role(datdba, 'USAGE'),
               shobj_description(oid, 'pg_database')
        FROM pg_database WHERE datname = ?""",
        row ->
            new Found(
                row.getLong(1), row.getString(2), row.getBoolean(3), Mark.of(row.getString(4))),
        database);
  }

  /** Whether it exists. */
  public boolean exists() throws SQLException {
    return find(name.value()).isPresent();
  }

  /**
   * Refuses what must not be touched, before anything is changed.
   *
   * @param master the master user's name
   * @param adopt whether another stack's database is taken over
   */
  public void check(String master, boolean adopt) throws SQLException {
    Optional<Found> found = find(name.value());
    if (found.isEmpty()) {
      return;
    }
    Ownership.check("database", name, found.get().mark(), owner, adopt);
    if (!found.get().ownedByMaster()) {
      throw new InsufficientPrivilegeException(
          "The database '%s' belongs to '%s', so the master user '%s' cannot grant privileges on it; a DBA has to run: ALTER DATABASE %s OWNER TO %s;"
              .formatted(
                  name,
                  found.get().databaseOwner(),
                  master,
                  name.quoted(),
                  Identifier.quote(master)));
    }
  }

  /** Creates and marks it, or marks what this resource may call its own. */
  public void ensure(boolean adopt) throws SQLException {
    Optional<Found> found = find(name.value());
    if (found.isEmpty()) {
      create();
    } else {
      Optional<String> mark =
          Ownership.markToSet(found.get().mark(), Mark.created(owner, name), owner, adopt);
      if (mark.isPresent()) {
        session.change("marked database " + name, comment(name.quoted(), mark.get()));
      }
    }
    closeToPublic();
  }

  /**
   * CREATE DATABASE takes no part in a transaction, and a run cut off right after it would leave a
   * database without a mark, which looks like somebody else's. So it is created under a name that
   * is a mark in itself, and gets its comment and its own name in one transaction.
   */
  private void create() throws SQLException {
    String unfinished = unfinishedName();
    if (find(unfinished).isEmpty()) {
      session.change("created database " + name, "CREATE DATABASE " + Identifier.quote(unfinished));
    }
    session.atomically(
        List.of(
            Change.silent(
                comment(Identifier.quote(unfinished), Mark.created(owner, name).literal())),
            Change.silent(
                "ALTER DATABASE %s RENAME TO %s"
                    .formatted(Identifier.quote(unfinished), name.quoted()))));
  }

  private String unfinishedName() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((owner + " " + name).getBytes(StandardCharsets.UTF_8));
      return "aurora_proxy_unfinished_"
          + HexFormat.of().formatHex(hash).substring(0, UNFINISHED_NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String comment(String quotedName, String literal) {
    return "COMMENT ON DATABASE %s IS %s".formatted(quotedName, literal);
  }

  private void closeToPublic() throws SQLException {
    List<String> held =
        session.texts(
            """
            SELECT a.privilege_type
            FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datname = ? AND a.grantee = 0""",
            name.value());
    if (!held.isEmpty()) {
      String privileges = String.join(", ", new TreeSet<>(held));
      session.change(
          "revoked %s on database %s from PUBLIC".formatted(privileges, name),
          "REVOKE %s ON DATABASE %s FROM PUBLIC".formatted(privileges, name.quoted()));
    }
  }

  /** Whether this resource created it, and may drop it. */
  public boolean isDroppable() throws SQLException {
    return find(name.value()).flatMap(Found::mark).filter(mark -> mark.isBy(owner)).isPresent();
  }

  /** Leaves it behind for whoever adopts it. */
  public void release() throws SQLException {
    Optional<Mark> mark =
        find(name.value()).flatMap(Found::mark).filter(m -> m.isBy(owner) && !m.released());
    if (mark.isPresent()) {
      session.change(
          "released database " + name, comment(name.quoted(), mark.get().release().literal()));
    }
  }

  /** Drops it with its sessions, and what a creation that was cut off may have left. */
  public void drop() throws SQLException {
    String unfinished = unfinishedName();
    if (find(unfinished).isPresent()) {
      dropNamed(unfinished);
    }
    if (isDroppable()) {
      dropNamed(name.value());
    }
  }

  private void dropNamed(String database) throws SQLException {
    List<String> superusers =
        session.texts(
            """
            SELECT DISTINCT a.usename
            FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = ? AND r.rolsuper""",
            database);
    if (!superusers.isEmpty()) {
      throw new StatementFailedException(
          "Database '%s' cannot be dropped while the superuser %s is connected to it; close those sessions, or have a DBA run: DROP DATABASE %s WITH (FORCE);"
              .formatted(database, superusers, Identifier.quote(database)));
    }
    session.change(
        "dropped database " + database,
        "DROP DATABASE %s WITH (FORCE)".formatted(Identifier.quote(database)));
  }
}
