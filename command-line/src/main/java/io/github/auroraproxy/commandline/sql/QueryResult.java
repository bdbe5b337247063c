package io.github.auroraproxy.commandline.sql;

import io.github.auroraproxy.commandline.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a statement, as text.
 *
 * @param columns the names; empty if the statement returns no rows
 * @param rows the values of each row; {@code NULL} stands for null
 * @param updateCount the number of rows that the statement changed; -1 if it returns rows
 */
public record QueryResult(List<String> columns, List<List<String>> rows, int updateCount) {

  /** Runs one statement on a connection. */
  public static QueryResult of(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return new QueryResult(List.of(), List.of(), statement.getUpdateCount());
      }
      try (ResultSet result = statement.getResultSet()) {
        return read(result);
      }
    }
  }

  private static QueryResult read(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(meta.getColumnLabel(i));
    }
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(Objects.toString(result.getString(i), "NULL"));
      }
      rows.add(row);
    }
    return new QueryResult(columns, rows, -1);
  }

  /** The first value of the first row. */
  public String first() {
    return rows.get(0).get(0);
  }

  /** The first value of each row. */
  public List<String> firstColumn() {
    return rows.stream().map(row -> row.get(0)).toList();
  }

  /** Each row in a line, its values separated by {@code |}. */
  public List<String> lines() {
    return rows.stream().map(row -> String.join(" | ", row)).toList();
  }

  /** A table, or the number of changed rows. */
  public String text() {
    return columns.isEmpty() ? updateCount + " rows changed." : Tables.rows(columns, rows);
  }
}
