package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.commandline.sql.QueryResult;
import io.github.auroraproxy.commandline.sql.SampleTransaction;
import io.github.auroraproxy.localaws.LocalAurora;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Logs in over verified TLS as the application does, and works on its table. */
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

  /** Returns lines that tell what was done. */
  List<String> work() throws SQLException {
    try (Connection connection = aurora.connection(database, username, password)) {
      if (QueryResult.of(connection, "SELECT to_regclass('public.test_table')")
          .first()
          .equals("NULL")) {
        return timeAndUser(QueryResult.of(connection, SampleTransaction.TIME_AND_USER).lines());
      }
      SampleTransaction done = SampleTransaction.run(connection);
      List<String> lines = new ArrayList<>(timeAndUser(List.of(done.time() + " | " + done.user())));
      lines.add("inserted row " + done.insertedId());
      done.latest().lines().forEach(row -> lines.add("latest: " + row));
      return lines;
    }
  }

  private static List<String> timeAndUser(List<String> row) {
    return List.of("time and user: " + row.get(0));
  }
}
