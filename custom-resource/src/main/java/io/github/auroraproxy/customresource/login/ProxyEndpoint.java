package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * A proxy's endpoint, and how an application logs in to it: over verified TLS, with an IAM token
 * for a password.
 */
public final class ProxyEndpoint {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Driver driver;
  private final Optional<Path> rootCertificates;
  private final LoginCheckProperties login;
  private final LoginTokens tokens;

  /**
   * @param driver pgjdbc's
   * @param rootCertificates a PEM file; absent for the authorities that Java knows, of which one
   *     issues the proxies' certificates
   * @param login where
   * @param tokens makes the passwords
   */
  public ProxyEndpoint(
      Driver driver,
      Optional<Path> rootCertificates,
      LoginCheckProperties login,
      LoginTokens tokens) {
    this.driver = driver;
    this.rootCertificates = rootCertificates;
    this.login = login;
    this.tokens = tokens;
  }

  /**
   * Logs in once and asks who it is.
   *
   * @return what {@code current_user} says
   */
  public String currentUser(Identifier user, Deadline deadline) throws SQLException {
    try (Connection connection = connect(user, deadline);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_timestamp, current_user")) {
      row.next();
      return row.getString("current_user");
    }
  }

  private Connection connect(Identifier user, Deadline deadline) throws SQLException {
    Duration remaining = deadline.remaining();
    int timeout =
        (int) Math.max(1, Collections.min(List.of(remaining, CONNECT_TIMEOUT)).toSeconds());
    Properties properties = new Properties();
    PGProperty.USER.set(properties, user.value());
    PGProperty.PASSWORD.set(properties, tokens.token(login.endpoint(), login.port(), user.value()));
    PGProperty.SSL_MODE.set(properties, login.tls().sslMode());
    if (rootCertificates.isPresent()) {
      PGProperty.SSL_ROOT_CERT.set(properties, rootCertificates.get().toString());
    } else if (login.tls() == DatabaseTls.VERIFY_FULL) {
      // It verifies whatever sslmode says.
      PGProperty.SSL_FACTORY.set(properties, DefaultJavaSSLFactory.class.getName());
    }
    // A token is a password in clear text; any other request is no proxy's.
    PGProperty.REQUIRE_AUTH.set(properties, "password");
    PGProperty.APPLICATION_NAME.set(properties, Cluster.APPLICATION_NAME);
    // Older servers would get a SET, which pins the session to a connection of the pool.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.CONNECT_TIMEOUT.set(properties, timeout);
    PGProperty.LOGIN_TIMEOUT.set(properties, timeout);
    PGProperty.SOCKET_TIMEOUT.set(properties, timeout);
    return Objects.requireNonNull(
        driver.connect(
            "jdbc:postgresql://%s/%s"
                .formatted(
                    login.address(),
                    URLEncoder.encode(login.database().value(), StandardCharsets.UTF_8)),
            properties),
        "connection");
  }
}
