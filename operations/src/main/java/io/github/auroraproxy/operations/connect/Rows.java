package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.commandline.Tables;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a statement answered.
 *
 * @param columns empty if it answered no rows
 * @param updateCount the rows it changed, or -1
 */
record Rows(List<String> columns, List<List<String>> rows, int updateCount) {

  static Rows of(Statement statement, String sql) throws SQLException {
    if (!statement.execute(sql)) {
      return new Rows(List.of(), List.of(), statement.getUpdateCount());
    }
    try (ResultSet result = statement.getResultSet()) {
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
      return new Rows(columns, rows, -1);
    }
  }

  String first() {
    return rows.get(0).get(0);
  }

  String text() {
    return columns.isEmpty() ? updateCount + " rows changed." : Tables.rows(columns, rows);
  }
}
