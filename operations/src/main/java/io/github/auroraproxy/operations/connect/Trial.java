package io.github.auroraproxy.operations.connect;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What an application does with the sample table, in one transaction.
 *
 * @param time the server's
 * @param user the database's
 * @param insertedId the id of the new row
 * @param latest the latest three rows
 */
record Trial(String time, String user, long insertedId, Rows latest) {

  private static final String TIME_AND_USER = "SELECT current_timestamp, current_user";
  private static final String INSERT =
      "INSERT INTO test_table (name) VALUES ('Connected via RDS Proxy') RETURNING id";
  private static final String LATEST =
      "SELECT id, name, created_at FROM test_table ORDER BY id DESC LIMIT 3";

  static Trial run(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      Rows timeAndUser = Rows.of(statement, TIME_AND_USER);
      long id = Long.parseLong(Rows.of(statement, INSERT).first());
      Rows latest = Rows.of(statement, LATEST);
      connection.commit();
      return new Trial(timeAndUser.first(), timeAndUser.rows().get(0).get(1), id, latest);
    } catch (SQLException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, SQLException failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  void print(PrintWriter out) {
    out.println("Time and user: " + time + ", " + user);
    out.println("Inserted row " + insertedId + ": Connected via RDS Proxy");
    out.println("Latest rows:");
    out.println(latest.text());
  }
}
