package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.state.DatabaseTls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * The cluster's writer endpoint, and how to connect to it: TLS always, no session parameter set
 * after the start, every wait bounded by the deadline.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">pgjdbc: connection parameters</a>
 */
public final class Cluster {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Lets a statement's own timeout speak before the socket's, which only knows "I/O error". */
  private static final Duration SOCKET_MARGIN = Duration.ofSeconds(5);

  private final Driver driver;
  private final Path rootCertificates;
  private final String host;
  private final int port;
  private final DatabaseTls tls;
  private final Credentials master;
  private final Deadline deadline;

  /**
   * @param driver pgjdbc's
   * @param rootCertificates a PEM file, for {@code verify-full}
   * @param host the writer endpoint
   * @param port 1 to 65535
   * @param tls whether the certificate is verified
   * @param master who sets things up
   * @param deadline when every wait ends
   */
  public Cluster(
      Driver driver,
      Path rootCertificates,
      String host,
      int port,
      DatabaseTls tls,
      Credentials master,
      Deadline deadline) {
    this.driver = driver;
    this.rootCertificates = rootCertificates;
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.master = master;
    this.deadline = deadline;
  }

  /** {@code host:port}, for messages. */
  public String address() {
    return host + ":" + port;
  }

  /** The master user's name. */
  public String masterUsername() {
    return master.username();
  }

  /** When every wait ends. */
  public Deadline deadline() {
    return deadline;
  }

  /**
   * Connects as the master user, once.
   *
   * @param database which one
   */
  public Connection connect(String database) throws SQLException {
    return connect(master, database);
  }

  /**
   * Whether the cluster takes this password for this user. What it refuses after the password, a
   * role's connection limit or a missing CONNECT, is not about the password.
   */
  public boolean accepts(Credentials user, String database) throws SQLException {
    try (Connection connection = connect(user, database)) {
      return true;
    } catch (SQLException e) {
      if (SqlStates.INVALID_PASSWORD.equals(e.getSQLState())) {
        return false;
      }
      if (SqlStates.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState()) || isLimitOfRole(e)) {
        return true;
      }
      throw e;
    }
  }

  private static boolean isLimitOfRole(SQLException e) {
    return SqlStates.TOO_MANY_CONNECTIONS.equals(e.getSQLState())
        && e.getMessage().contains("for role");
  }

  private Connection connect(Credentials user, String database) throws SQLException {
    Duration remaining = deadline.remaining();
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user.username());
    PGProperty.PASSWORD.set(properties, user.password());
    PGProperty.SSL_MODE.set(properties, tls.sslMode());
    PGProperty.SSL_ROOT_CERT.set(properties, rootCertificates.toString());
    PGProperty.APPLICATION_NAME.set(properties, "aurora-proxy");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    Duration connectTimeout = min(CONNECT_TIMEOUT, remaining);
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds(remaining.plus(SOCKET_MARGIN)));
    // lock_timeout also bounds the wait for an advisory lock.
    long millis = Math.max(1, remaining.toMillis());
    PGProperty.OPTIONS.set(
        properties, "-c statement_timeout=%d -c lock_timeout=%d".formatted(millis, millis));
    return Objects.requireNonNull(driver.connect(url(database), properties), "connection");
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(host, port, URLEncoder.encode(database, StandardCharsets.UTF_8));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
