package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import io.github.auroraproxy.customresource.failure.StatementFailedException;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One user's role: found or created, marked, able to log in the way the mode asks for.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createrole.html">CREATE ROLE</a>
 */
public final class Role {

  /** Membership in it makes RDS authenticate the role by IAM token, and refuse its password. */
  private static final String RDS_IAM = "rds_iam";

  private final Session session;
  private final Identifier name;
  private final Owner owner;
  private final Identifier database;

  /**
   * @param session in the maintenance database
   * @param name of the role
   * @param owner the custom resource at work
   * @param database the database it is for
   */
  public Role(Session session, Identifier name, Owner owner, Identifier database) {
    this.session = session;
    this.name = name;
    this.owner = owner;
    this.database = database;
  }

  private record Found(
      boolean superuser,
      boolean login,
      int connectionLimit,
      boolean administrable,
      Optional<Mark> mark) {}

  /** Before 16 CREATEROLE is enough to alter any role that is no superuser. */
  private static final String FIND =
      """
      SELECT r.rolsuper, r.rolcanlogin, r.rolconnlimit,
             me.rolsuper
               OR (NOT r.rolsuper AND me.rolcreaterole
                   AND (current_setting('server_version_num')::int < 160000
                        OR pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION'))),
             shobj_description(r.oid, 'pg_authid')
      FROM pg_roles r, pg_roles me
      WHERE r.rolname = ? AND me.rolname = current_user""";

  private Optional<Found> find() throws SQLException {
    return session.first(
        FIND,
        row ->
            new Found(
                row.getBoolean(1),
                row.getBoolean(2),
                row.getInt(3),
                row.getBoolean(4),
                Mark.of(row.getString(5))),
        name.value());
  }

  /** Whether it exists. */
  public boolean exists() throws SQLException {
    return find().isPresent();
  }

  /**
   * Refuses what must not or cannot be touched, before anything is changed.
   *
   * @param master the master user's name
   * @param adopt whether another stack's role is taken over
   */
  public void check(String master, boolean adopt) throws SQLException {
    Optional<Found> found = find();
    if (found.isEmpty()) {
      return;
    }
    if (found.get().superuser()) {
      throw new InsufficientPrivilegeException(
          "The role '%s' is a superuser, which an application must not be; choose another user name."
              .formatted(name));
    }
    Ownership.check("role", name, found.get().mark(), owner, adopt);
    if (!found.get().administrable()) {
      throw new InsufficientPrivilegeException(
          "The role '%s' exists, and the master user '%s' may not alter it; a DBA has to run: GRANT %s TO %s WITH ADMIN OPTION;"
              .formatted(name, master, name.quoted(), Identifier.quote(master)));
    }
  }

  /**
   * Refuses a role that reaches rds_iam through another one: the cluster would refuse its password,
   * and to leave the other role may cost it more than that.
   */
  public void checkAuthentication(AuthenticationMode mode) throws SQLException {
    List<String> between =
        session.texts(
            """
            SELECT g.rolname
            FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid, pg_roles r, pg_roles iam
            WHERE r.rolname = ? AND iam.rolname = ? AND m.member = r.oid AND g.oid <> iam.oid
              AND pg_has_role(g.oid, iam.oid, 'MEMBER')
            ORDER BY 1""",
            name.value(),
            RDS_IAM);
    if (mode == AuthenticationMode.SECRETS && !between.isEmpty()) {
      throw new InsufficientPrivilegeException(
          "The role '%s' is a member of rds_iam through '%s', so the cluster refuses its password; a DBA has to run: REVOKE %s FROM %s;"
              .formatted(name, between.get(0), Identifier.quote(between.get(0)), name.quoted()));
    }
  }

  /**
   * Creates it, or repairs what differs, except for its password.
   *
   * @return whether it was created, with its password
   */
  public boolean ensure(
      DatabaseUser user, AuthenticationMode mode, Optional<Credentials> credentials, boolean adopt)
      throws SQLException {
    Optional<Found> found = find();
    if (found.isEmpty()) {
      create(user, mode, credentials);
      return true;
    }
    Optional<String> mark =
        Ownership.markToSet(found.get().mark(), Mark.created(owner, database), owner, adopt);
    if (mark.isPresent()) {
      session.change("marked role " + name, comment(mark.get()));
    }
    if (!found.get().login()) {
      session.change("allowed role %s to log in".formatted(name), alter("LOGIN"));
    }
    if (user.connectionLimit().isPresent()
        && user.connectionLimit().getAsInt() != found.get().connectionLimit()) {
      int limit = user.connectionLimit().getAsInt();
      session.change(
          "set the connection limit of role %s to %d".formatted(name, limit),
          alter("CONNECTION LIMIT " + limit));
    }
    ensureMembership(mode);
    return false;
  }

  private void create(DatabaseUser user, AuthenticationMode mode, Optional<Credentials> credentials)
      throws SQLException {
    StringBuilder sql = new StringBuilder("CREATE ROLE ").append(name.quoted()).append(" LOGIN");
    user.connectionLimit().ifPresent(limit -> sql.append(" CONNECTION LIMIT ").append(limit));
    if (mode == AuthenticationMode.SECRETS) {
      sql.append(" PASSWORD ").append(verifier(credentials.orElseThrow()));
    }
    List<Change> changes = new ArrayList<>();
    changes.add(Change.confidential("created role " + name, sql.toString()));
    changes.add(Change.silent(comment(Mark.created(owner, database).literal())));
    if (mode == AuthenticationMode.END_TO_END_IAM) {
      changes.add(joinIam());
    }
    session.atomically(changes);
  }

  private void ensureMembership(AuthenticationMode mode) throws SQLException {
    boolean member =
        session.holds(
            """
            SELECT EXISTS (
              SELECT FROM pg_auth_members m
              WHERE m.roleid = (SELECT oid FROM pg_roles WHERE rolname = ?)
                AND m.member = (SELECT oid FROM pg_roles WHERE rolname = ?))""",
            RDS_IAM,
            name.value());
    if (mode == AuthenticationMode.END_TO_END_IAM && !member) {
      session.atomically(
          List.of(
              joinIam(),
              new Change("removed the password of role " + name, alter("PASSWORD NULL"))));
    } else if (mode == AuthenticationMode.SECRETS && member) {
      session.change(
          "revoked rds_iam from role " + name,
          "REVOKE %s FROM %s".formatted(RDS_IAM, name.quoted()));
    }
  }

  private Change joinIam() throws SQLException {
    if (!session.holds("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", RDS_IAM)) {
      throw new StatementFailedException(
          "The cluster has no role rds_iam, which end-to-end IAM authentication needs; enable IAM database authentication on an Aurora cluster, or use the mode SECRETS.");
    }
    return new Change(
        "granted rds_iam to role " + name, "GRANT %s TO %s".formatted(RDS_IAM, name.quoted()));
  }

  /**
   * Makes the secret's password the role's. The catalog shows no password, so the way to know is to
   * log in.
   */
  public void ensurePassword(Cluster cluster, Credentials credentials) throws SQLException {
    if (!cluster.accepts(credentials, database.value())) {
      session.change(
          Change.confidential(
              "set the password of role " + name, alter("PASSWORD " + verifier(credentials))));
    }
  }

  private static String verifier(Credentials credentials) {
    return Literals.quoted(credentials.scramVerifier());
  }

  private String alter(String what) {
    return "ALTER ROLE %s %s".formatted(name.quoted(), what);
  }

  private String comment(String literal) {
    return "COMMENT ON ROLE %s IS %s".formatted(name.quoted(), literal);
  }

  /** Whether this resource created it, for this database, and may drop it. */
  public boolean isDroppable() throws SQLException {
    return find()
        .flatMap(Found::mark)
        .filter(mark -> mark.isBy(owner) && mark.database().equals(database.value()))
        .isPresent();
  }

  /** Gives it another name; its objects, privileges and password stay. */
  public void rename(Identifier successor) throws SQLException {
    session.change(
        "renamed role %s to %s".formatted(name, successor),
        alter("RENAME TO " + successor.quoted()));
  }

  /** Leaves it behind for whoever adopts it. */
  public void release() throws SQLException {
    Optional<Mark> mark = find().flatMap(Found::mark);
    if (isDroppable() && !mark.orElseThrow().released()) {
      session.change("released role " + name, comment(mark.get().release().literal()));
    }
  }

  /** Drops it, once nothing depends on it any more. */
  public void drop() throws SQLException {
    session.change("dropped role " + name, "DROP ROLE " + name.quoted());
  }
}
