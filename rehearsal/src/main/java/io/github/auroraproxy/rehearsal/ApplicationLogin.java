package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.localaws.LocalAurora;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the application does: logs in over verified TLS, and works on its table. */
final class ApplicationLogin {

  private final LocalAurora aurora;
  private final String database;
  private final String username;
  private final String password;

  ApplicationLogin(LocalAurora aurora, String database, String username, String password) {
    this.aurora = aurora;
    this.database = database;
    this.username = username;
    this.password = password;
  }

  List<String> work() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = aurora.connection(database, username, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      lines.add(
          "time and user: " + rows(statement, "SELECT current_timestamp, current_user").get(0));
      if (rows(statement, "SELECT to_regclass('public.test_table')").get(0).equals("test_table")) {
        lines.add(
            "inserted row "
                + rows(
                        statement,
                        "INSERT INTO test_table (name) VALUES ('Connected via RDS Proxy') RETURNING id")
                    .get(0));
        rows(statement, "SELECT id, name, created_at FROM test_table ORDER BY id DESC LIMIT 3")
            .forEach(row -> lines.add("latest: " + row));
      }
      connection.commit();
    }
    return lines;
  }

  private static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getString(i)));
        }
        lines.add(String.join(" | ", columns));
      }
    }
    return lines;
  }
}
