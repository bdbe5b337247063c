package io.github.auroraproxy.customresource.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A session in one database, which sends queries and statements. */
public final class Session implements AutoCloseable {

  /** Makes a value of the current row. */
  @FunctionalInterface
  public interface Row<T> {
    /** Reads the row. */
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  /**
   * @param connection that ends with the session
   */
  public Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * The rows of a query.
   *
   * @param sql in which every parameter is cast to its type
   * @param parameters texts, numbers, booleans, or collections of texts for arrays
   */
  public <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, value(parameters[i]));
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

  private Object value(Object parameter) throws SQLException {
    if (parameter instanceof Collection<?> texts) {
      Array array = connection.createArrayOf("text", texts.toArray());
      return array;
    }
    return parameter;
  }

  /** The first row of a query, if there is one. */
  public <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
    return list(sql, row, parameters).stream().findFirst();
  }

  /** The first column of a query. */
  public List<String> texts(String sql, Object... parameters) throws SQLException {
    return list(sql, row -> row.getString(1), parameters);
  }

  /**
   * Executes a statement.
   *
   * @param warnings takes each warning of the server
   */
  public void execute(String sql, Consumer<SQLWarning> warnings) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        warnings.accept(w);
      }
    }
  }

  /** Executes a statement whose warnings mean nothing. */
  public void execute(String sql) throws SQLException {
    execute(sql, warning -> {});
  }

  /** Starts a transaction with the next statement. */
  public void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  /** Ends the transaction and keeps what it changed. */
  public void commit() throws SQLException {
    connection.commit();
    connection.setAutoCommit(true);
  }

  /**
   * Ends the transaction and undoes what it changed.
   *
   * @param cause why; takes the failure of this, too
   */
  public void rollback(Exception cause) {
    try {
      rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends the transaction and undoes what it changed. */
  public void rollback() throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
