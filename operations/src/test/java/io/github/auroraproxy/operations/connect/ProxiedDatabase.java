package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.proxy.IamTokenCheck;
import io.github.auroraproxy.localaws.proxy.LocalRdsProxy;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.aws.AwsAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The application's database on a real PostgreSQL, behind a proxy that accepts exactly the token of
 * the commands' credentials. {@code app_user} has a secret; that of {@code stale_user} is not its
 * password.
 */
public final class ProxiedDatabase implements AutoCloseable {

  static final String PASSWORD = "Only-In-The-Secret-1";

  private final LocalAurora aurora;
  private final LocalRdsProxy proxy;

  private ProxiedDatabase(LocalAurora aurora, LocalRdsProxy proxy) {
    this.aurora = aurora;
    this.proxy = proxy;
  }

  public static ProxiedDatabase start() throws SQLException {
    LocalAurora aurora = LocalAurora.builder().start();
    LocalRdsProxy proxy =
        new LocalRdsProxy(
            aurora, tokenCheck(), Map.of("app_user", PASSWORD, "stale_user", PASSWORD));
    ProxiedDatabase database = new ProxiedDatabase(aurora, proxy);
    database.run(
        "postgres",
        "CREATE ROLE app_user LOGIN PASSWORD '" + PASSWORD + "'",
        "CREATE ROLE stale_user LOGIN PASSWORD 'another'",
        "CREATE DATABASE testdb");
    return database;
  }

  static IamTokenCheck tokenCheck() {
    return new IamTokenCheck(
        AwsCredentialsIdentity.create(Commands.ACCESS_KEY_ID, Commands.SECRET_ACCESS_KEY),
        AwsAccount.REGION);
  }

  /** The sample table as it is after a deployment. */
  public void createSampleTable() throws SQLException {
    run(
        "testdb",
        "DROP TABLE IF EXISTS test_table",
        "CREATE TABLE test_table (id serial PRIMARY KEY, name varchar(100),"
            + " created_at timestamp DEFAULT current_timestamp)",
        "INSERT INTO test_table (name, created_at) VALUES"
            + " ('Test User 1', '2026-03-04 05:00:00.123456'),"
            + " ('Test User 2', '2026-03-04 05:00:00.123456')",
        "GRANT ALL ON test_table, test_table_id_seq TO app_user");
  }

  /** Runs statements as the master. */
  public void run(String database, String... statements) throws SQLException {
    try (Connection master = master(database);
        Statement statement = master.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The one number that a query answers to the master. */
  int number(String query) throws SQLException {
    try (Connection master = master("testdb");
        Statement statement = master.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** The proxy's port on localhost. */
  public int port() {
    return proxy.port();
  }

  /** The authority that issued the proxy's certificate, as a PEM file. */
  public String authority() {
    return aurora.caCertificate().toString();
  }

  /** What the proxy takes for now. */
  void setClock(Clock clock) {
    proxy.setClock(clock);
  }

  /** Stops the server behind the proxy. */
  public void stopServer() {
    aurora.stop();
  }

  /** Starts the server again. */
  public void startServer() {
    aurora.start();
  }

  private Connection master(String database) throws SQLException {
    return aurora.connection(database, aurora.masterUsername(), aurora.masterPassword());
  }

  @Override
  public void close() {
    proxy.close();
    aurora.close();
  }
}
