package io.github.auroraproxy.customresource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who can log in as one user of a database and has read the function's source. The
 * sessions stay open from one run of the function to the next.
 */
final class Attacker implements AutoCloseable {

  /** The application's database, and the one that the function works from. */
  static final List<String> DATABASES = List.of("testdb", "postgres");

  private static final int SECONDS = 5;
  private static final String TAKEN = "taken";
  private static final String REFUSED = "refused";

  /** SQLSTATEs of objects that exist already. */
  private static final Set<String> DUPLICATE =
      Set.of("42710", "42723", "42P06", "42P07", "42701", "42P16");

  private final TestCluster cluster;
  private final String user;
  private final Level level;
  private final Map<String, Connection> sessions = new HashMap<>();
  private final Map<String, Connection> holders = new HashMap<>();
  private final Set<String> shut = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final Set<Technique> used = EnumSet.noneOf(Technique.class);
  private Technique technique;

  Attacker(TestCluster cluster, Level level) {
    this(cluster, level.user(), level);
  }

  /** Somebody who plants nothing. */
  static Attacker harmless(TestCluster cluster, String user) {
    return new Attacker(cluster, user, Level.OUTSIDE);
  }

  private Attacker(TestCluster cluster, String user, Level level) {
    this.cluster = cluster;
    this.user = user;
    this.level = level;
  }

  /** Marks the code that is planted from now on. */
  void uses(Technique other) {
    technique = other;
  }

  /** The techniques of which the server took something. */
  Set<Technique> used() {
    return used;
  }

  String user() {
    return user;
  }

  PlantedCode code() {
    return new PlantedCode(technique.by(level), user);
  }

  String admin() {
    return cluster.aurora().masterUsername();
  }

  int majorVersion() {
    return cluster.aurora().majorVersion();
  }

  /** Tries again what was refused before: logins, too. */
  void wakes() {
    shut.clear();
  }

  /** Tries the statements one by one. */
  void tries(String database, String... statements) {
    for (String sql : statements) {
      stateOf(database, sql);
    }
  }

  /**
   * Like {@link #tries}, but not again what the server took before, or what somebody else has made
   * already. What is in a temporary schema may be gone, and is tried every time.
   */
  void triesOnce(String database, String sql) {
    String key = database + ' ' + sql;
    if (!done.contains(key)) {
      String state = stateOf(database, sql);
      if (DUPLICATE.contains(state) || state.equals(TAKEN) && !sql.contains("pg_temp")) {
        done.add(key);
      }
    }
  }

  private String stateOf(String database, String sql) {
    Optional<Connection> session = session(database);
    if (session.isEmpty()) {
      return REFUSED;
    }
    try {
      execute(session.get(), sql);
      if (technique != null && !sql.startsWith("CREATE SCHEMA")) {
        used.add(technique);
      }
      return TAKEN;
    } catch (SQLException refused) {
      forgetIfClosed(database);
      return String.valueOf(refused.getSQLState());
    }
  }

  List<String> asks(String database, String sql) {
    Optional<Connection> session = session(database);
    if (session.isEmpty()) {
      return List.of();
    }
    try {
      return Catalog.texts(session.get(), sql);
    } catch (SQLException refused) {
      forgetIfClosed(database);
      return List.of();
    }
  }

  /**
   * Makes the schemas whose names somebody's search path may hold, as far as it can.
   *
   * @return the quoted names of all schemas in which it can create
   */
  List<String> schemas(String database) {
    for (String name : List.of(user(), admin(), "testdb_owner", "own_" + user())) {
      triesOnce(database, "CREATE SCHEMA \"%s\"".formatted(name));
    }
    return asks(
        database,
        """
        SELECT quote_ident(nspname) FROM pg_namespace
        WHERE nspname !~ '^(pg_|information_schema)' AND has_schema_privilege(oid, 'CREATE')
        ORDER BY nspname""");
  }

  /**
   * Those, and for a role that may create in none its temporary schema, which lasts as long as its
   * session.
   */
  List<String> schemasForCode(String database) {
    Set<String> schemas = new LinkedHashSet<>(schemas(database));
    schemas.add("pg_temp");
    return List.copyOf(schemas);
  }

  /** The quoted names of everybody's tables but those in its own schemas. */
  List<String> tablesOfOthers(String database) {
    return asks(
        database,
        """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
          AND n.nspowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
        ORDER BY 1""");
  }

  /** Takes locks in a session of its own, whose transaction stays open. */
  void holds(String database, String... statements) {
    try {
      Connection holder = holders.get(database);
      if (holder == null || !holder.isValid(SECONDS)) {
        holder = connect(database);
        holders.put(database, holder);
        holder.setAutoCommit(false);
      }
      for (String sql : statements) {
        Savepoint savepoint = holder.setSavepoint();
        try {
          execute(holder, "SET LOCAL lock_timeout = '100ms'");
          execute(holder, sql);
          used.add(technique);
        } catch (SQLException refused) {
          holder.rollback(savepoint);
        }
      }
    } catch (SQLException refused) {
      // Tried again before the next run.
    }
  }

  private Optional<Connection> session(String database) {
    if (shut.contains(database)) {
      return Optional.empty();
    }
    try {
      Connection open = sessions.get(database);
      if (open == null) {
        open = connect(database);
        sessions.put(database, open);
      }
      return Optional.of(open);
    } catch (SQLException refused) {
      shut.add(database);
      return Optional.empty();
    }
  }

  private void forgetIfClosed(String database) {
    try {
      if (sessions.get(database).isClosed()) {
        sessions.remove(database);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect(String database) throws SQLException {
    Connection connection = cluster.aurora().connection(database, user, TestCluster.password(user));
    // In the middle of a run, which would wait for the attacker that waits for it.
    execute(connection, "SET lock_timeout = '300ms'");
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends its session in a database. */
  void leaves(String database) {
    close(sessions.remove(database));
  }

  @Override
  public void close() {
    sessions.values().forEach(Attacker::close);
    holders.values().forEach(Attacker::close);
  }

  private static void close(Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // The server has ended it.
    }
  }
}
