package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.failure.InsufficientPrivilegeException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The master user's session in one database: looks, and changes what has to be changed. */
public final class Session implements AutoCloseable {

  /** Makes a value of the current row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final String database;
  private final Journal journal;

  private Session(Connection connection, String database, Journal journal) {
    this.connection = connection;
    this.database = database;
    this.journal = journal;
  }

  /**
   * @param cluster where
   * @param database which one
   * @param journal told about every change
   */
  public static Session open(Cluster cluster, String database, Journal journal)
      throws SQLException {
    return new Session(cluster.connect(database), database, journal);
  }

  Journal journal() {
    return journal;
  }

  <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> values = new ArrayList<>();
        while (rows.next()) {
          values.add(row.read(rows));
        }
        return values;
      }
    }
  }

  <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
    return list(sql, row, parameters).stream().findFirst();
  }

  boolean holds(String sql, Object... parameters) throws SQLException {
    return first(sql, row -> row.getBoolean(1), parameters).orElse(false);
  }

  List<String> texts(String sql, Object... parameters) throws SQLException {
    return list(sql, row -> row.getString(1), parameters);
  }

  /** One statement, in a transaction of its own or, as CREATE DATABASE demands, in none. */
  void change(String description, String sql) throws SQLException {
    change(new Change(description, sql));
  }

  /** One statement, in a transaction of its own or, as CREATE DATABASE demands, in none. */
  void change(Change change) throws SQLException {
    execute(change);
    journal.changed(change.description());
  }

  /** All of them or none: a run that is cut off leaves nothing half done. */
  void atomically(List<Change> changes) throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (Change change : changes) {
        execute(change);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
    connection.setAutoCommit(true);
    changes.stream()
        .map(Change::description)
        .filter(description -> !description.isEmpty())
        .forEach(journal::changed);
  }

  private void rollback(Exception cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void execute(Change change) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(change.sql());
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        examine(w, change);
      }
    } catch (SQLException e) {
      if (SqlStates.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw new InsufficientPrivilegeException(
            "PostgreSQL refused the master user (%s); a DBA has to run this in database '%s', or grant the master user what is missing, and deploy again: %s"
                .formatted(firstLine(e), database, change.forDba()));
      }
      throw e;
    }
  }

  private void examine(SQLWarning warning, Change change) {
    String state = String.valueOf(warning.getSQLState());
    if (state.equals(SqlStates.PRIVILEGE_NOT_REVOKED)
        || state.equals(SqlStates.PRIVILEGE_NOT_GRANTED)) {
      throw new InsufficientPrivilegeException(
          "PostgreSQL only warned the master user (%s) and changed nothing; the owner of the object or a DBA has to run this in database '%s', and deploy again: %s"
              .formatted(warning.getMessage(), database, change.forDba()));
    }
    // Class 00 is success: the server's NOTICEs.
    if (!state.startsWith("00")) {
      journal.warn("%s: %s".formatted(change, warning.getMessage()));
    }
  }

  private static String firstLine(SQLException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
