package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.operations.aws.AwsClients;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * Logs in with an IAM token in the place of a password. Each login takes a new token, since a token
 * is valid for 15 minutes, for one host, port, user and region.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.Connecting.html">Connecting
 *     with IAM authentication</a>
 */
public final class TokenLogin {

  private static final int TIMEOUT_SECONDS = 10;

  private final AwsClients aws;
  private final Endpoint endpoint;
  private final TlsMode tls;
  private final Optional<Path> certificates;

  /**
   * @param certificates a PEM file of authorities; empty for those that Java trusts, among them
   *     Amazon's, which issues the certificates of proxies
   */
  TokenLogin(AwsClients aws, Endpoint endpoint, TlsMode tls, Optional<Path> certificates) {
    this.aws = aws;
    this.endpoint = endpoint;
    this.tls = tls;
    this.certificates = certificates;
  }

  /** A new token. */
  String token() {
    return aws.rds()
        .utilities()
        .generateAuthenticationToken(
            request ->
                request
                    .hostname(endpoint.host())
                    .port(endpoint.port())
                    .username(endpoint.user())
                    .region(aws.region())
                    .credentialsProvider(aws.credentials()));
  }

  /**
   * A new connection, logged in.
   *
   * @throws SQLException if it fails; {@link LoginFailure} explains it
   */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, endpoint.user());
    PGProperty.PASSWORD.set(properties, token());
    PGProperty.SSL_MODE.set(properties, tls.toString());
    if (tls == TlsMode.VERIFY_FULL) {
      certificates.ifPresentOrElse(
          file -> PGProperty.SSL_ROOT_CERT.set(properties, file.toString()),
          () -> PGProperty.SSL_FACTORY.set(properties, DefaultJavaSSLFactory.class.getName()));
    }
    PGProperty.APPLICATION_NAME.set(properties, "aurora-proxy");
    // Otherwise the driver sends a SET, which pins the session.
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.CONNECT_TIMEOUT.set(properties, TIMEOUT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, TIMEOUT_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, TIMEOUT_SECONDS);
    return DriverManager.getConnection(
        "jdbc:postgresql://%s/%s"
            .formatted(
                endpoint.address(), URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8)),
        properties);
  }
}
