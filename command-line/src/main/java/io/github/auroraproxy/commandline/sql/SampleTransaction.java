package io.github.auroraproxy.commandline.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What an application does with the sample table, in one transaction.
 *
 * @param time the server's
 * @param user the database's
 * @param insertedId the id of the new row
 * @param latest the latest three rows
 */
public record SampleTransaction(String time, String user, long insertedId, QueryResult latest) {

  /** Asks for the time and the user, which needs no table. */
  public static final String TIME_AND_USER = "SELECT current_timestamp, current_user";

  private static final String INSERT =
      "INSERT INTO test_table (name) VALUES ('Connected via RDS Proxy') RETURNING id";
  private static final String LATEST =
      "SELECT id, name, created_at FROM test_table ORDER BY id DESC LIMIT 3";

  /**
   * Runs the transaction, and rolls it back if a statement fails.
   *
   * @param connection on which no transaction is open
   */
  public static SampleTransaction run(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      QueryResult timeAndUser = QueryResult.of(connection, TIME_AND_USER);
      long id = Long.parseLong(QueryResult.of(connection, INSERT).first());
      QueryResult latest = QueryResult.of(connection, LATEST);
      connection.commit();
      return new SampleTransaction(
          timeAndUser.first(), timeAndUser.rows().get(0).get(1), id, latest);
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

  /** Prints what was done. */
  public void print(PrintWriter out) {
    out.println("Time and user: " + time + ", " + user);
    out.println("Inserted row " + insertedId + ": Connected via RDS Proxy");
    out.println("Latest rows:");
    out.println(latest.text());
  }
}
