package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * The cluster's writer endpoint, and how to connect to it: over TLS, with SCRAM, with session
 * parameters that nobody else can change, and with every wait bounded by the deadline.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">pgjdbc: connection parameters</a>
 */
public final class Cluster {

  /** How a session of the function is named in pg_stat_activity, or begins to be. */
  public static final String APPLICATION_NAME = "aurora-proxy";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(2);

  /** Lets a statement's own timeout speak before the socket's, which only knows "I/O error". */
  private static final Duration SOCKET_MARGIN = Duration.ofSeconds(5);

  /** A server of this version or older accepts every option. */
  private static final int UNKNOWN_VERSION = 0;

  private final Driver driver;
  private final Path rootCertificates;
  private final ClusterConfiguration configuration;
  private final Credentials admin;
  private final Deadline deadline;
  private final String applicationName;
  private volatile int majorVersion = UNKNOWN_VERSION;

  /**
   * @param driver pgjdbc's
   * @param rootCertificates a PEM file, for {@code verify-full}
   * @param configuration host, port and TLS
   * @param admin the user of the admin secret
   * @param deadline when every wait ends
   * @param applicationName of its sessions
   */
  public Cluster(
      Driver driver,
      Path rootCertificates,
      ClusterConfiguration configuration,
      Credentials admin,
      Deadline deadline,
      String applicationName) {
    this.driver = driver;
    this.rootCertificates = rootCertificates;
    this.configuration = configuration;
    this.admin = admin;
    this.deadline = deadline;
    this.applicationName = applicationName;
  }

  /** {@code host:port}, for messages. */
  public String address() {
    return configuration.address();
  }

  /** The name of the admin. */
  public String adminUsername() {
    return admin.username();
  }

  /** When every wait ends. */
  public Deadline deadline() {
    return deadline;
  }

  /** The server's major version, such as 17; known once a connection was made. */
  public int majorVersion() {
    return majorVersion;
  }

  /**
   * Connects as the admin, once.
   *
   * @param database which one
   */
  public Connection connect(String database) throws SQLException {
    return connect(database, deadline.remaining());
  }

  /**
   * Connects as the admin, once.
   *
   * @param database which one
   * @param lockTimeout how long a statement waits for a lock
   */
  public Connection connect(String database, Duration lockTimeout) throws SQLException {
    return connect(admin, database, SessionOptions.ofAdmin(deadline.remaining(), lockTimeout));
  }

  /**
   * Connects as the owner of a database, for its migrations.
   *
   * @param owner with the password of this run
   * @param database which one
   * @param lockTimeout how long a statement waits for a lock
   */
  public Connection connectAsOwner(Credentials owner, String database, Duration lockTimeout)
      throws SQLException {
    Duration remaining = deadline.remaining();
    return connect(owner, database, SessionOptions.ofOwner(remaining, lockTimeout));
  }

  /**
   * Whether the cluster takes this password for this user. What it refuses after the password, a
   * role's connection limit or a missing CONNECT, is not about the password.
   */
  public boolean accepts(Credentials user, String database) throws SQLException {
    Duration remaining = deadline.remaining();
    try {
      connect(user, database, SessionOptions.ofAdmin(remaining, remaining)).close();
      return true;
    } catch (SQLException e) {
      if (SqlStates.INVALID_PASSWORD.equals(e.getSQLState())) {
        return false;
      }
      if (SqlStates.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState()) || isLimitOfRole(e)) {
        return true;
      }
      if (SqlStates.INVALID_AUTHORIZATION.equals(e.getSQLState())) {
        throw notAdmitted(user, e);
      }
      throw e;
    }
  }

  private FunctionException notAdmitted(Credentials user, SQLException failure) {
    return new FunctionException(
        FailureKind.LOGIN_REFUSED,
        "The cluster at %s refused user '%s' (%s), for whom the proxy logs in; it has to be admitted with its password over TLS: it may not be a member of rds_iam, and the server's access rules (pg_hba.conf) have to admit it."
            .formatted(address(), user.username(), ServerMessage.quoted(failure)));
  }

  private static boolean isLimitOfRole(SQLException e) {
    return SqlStates.TOO_MANY_CONNECTIONS.equals(e.getSQLState())
        && e.getMessage().contains("for role");
  }

  private Connection connect(Credentials user, String database, SessionOptions options)
      throws SQLException {
    deadline.next("work on the cluster at " + address());
    Duration remaining = deadline.remaining();
    if (remaining.isZero()) {
      throw new SQLException("The deadline passed", SqlStates.QUERY_CANCELED);
    }
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user.username());
    PGProperty.PASSWORD.set(properties, user.password());
    PGProperty.SSL_MODE.set(properties, configuration.tls().sslMode());
    PGProperty.SSL_ROOT_CERT.set(properties, rootCertificates.toString());
    PGProperty.REQUIRE_AUTH.set(properties, answeredRequests());
    PGProperty.APPLICATION_NAME.set(properties, applicationName);
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    Duration connectTimeout = Collections.min(List.of(CONNECT_TIMEOUT, remaining));
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds(remaining.plus(SOCKET_MARGIN)));
    PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, seconds(CANCEL_TIMEOUT));
    PGProperty.SOCKET_FACTORY.set(properties, KeepAliveSocketFactory.class.getName());
    PGProperty.OPTIONS.set(properties, options.on(majorVersion).toString());
    Connection connection =
        Objects.requireNonNull(driver.connect(url(database), properties), "connection");
    deadline.bind(connection);
    majorVersion = connection.getMetaData().getDatabaseMajorVersion();
    return connection;
  }

  /**
   * The ways of asking for a password that are answered. A server that asks for it in clear text
   * would learn it, and one whose certificate was not verified could try MD5 hashes at leisure.
   */
  private String answeredRequests() {
    return configuration.tls() == DatabaseTls.VERIFY_FULL ? "scram-sha-256,md5" : "scram-sha-256";
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%s/%s"
        .formatted(
            configuration.host(),
            configuration.port(),
            URLEncoder.encode(database, StandardCharsets.UTF_8));
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
