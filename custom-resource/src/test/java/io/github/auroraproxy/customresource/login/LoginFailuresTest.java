package io.github.auroraproxy.customresource.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import java.io.EOFException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;

/** What RDS Proxy says where this machine has none to say it, and what it means. */
class LoginFailuresTest {

  private static final Identifier USER = Identifier.role("app_user", "Property Users");

  private static LoginCheckProperties login(String mode) {
    ObjectNode properties =
        JsonNodeFactory.instance
            .objectNode()
            .put("ProxyName", "orders-proxy")
            .put("ProxyResourceId", "prx-1")
            .put("Endpoint", "orders-proxy.proxy-abc.us-east-1.rds.amazonaws.com")
            .put("Port", "5432")
            .put("DatabaseName", "testdb")
            .put("AuthenticationMode", mode);
    properties.putArray("Users").add("app_user");
    return LoginCheckProperties.parse(properties);
  }

  private static String explained(String mode, SQLException failure) {
    return LoginFailures.explained(
            failure,
            login(mode),
            USER,
            new DatabaseUserArns("aws", "111122223333", Region.US_EAST_1))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SECRETS        | PAM authentication failed for user "app_user"  | run: REVOKE rds_iam FROM "app_user";
          END_TO_END_IAM | PAM authentication failed for user "app_user"  | run: GRANT rds_iam TO "app_user";
          SWITCHING_TO_SECRETS | PAM authentication failed for user "app_user" | run: REVOKE rds_iam FROM "app_user";
          SWITCHING_TO_IAM | PAM authentication failed for user "app_user" | run: GRANT rds_iam TO "app_user";
          SECRETS        | This RDS Proxy requires TLS connections        | set DatabaseTls to verify-full
          SECRETS        | no pg_hba.conf entry for host, no encryption   | set DatabaseTls to verify-full
          SECRETS        | Timed-out waiting to acquire database connection | `aws rds describe-db-proxy-targets --db-proxy-name orders-proxy`: AUTH_FAILURE
          SECRETS        | Something new                                  | look at the proxy's log group /aws/rds/proxy/orders-proxy
          """)
  void whatTheProxySaysIsExplained(String mode, String said, String remedy) {
    assertThat(explained(mode, new SQLException(said, "28000")))
        .contains(remedy, said.replace('"', '\''));
  }

  @Test
  void anEndpointWithoutAnAddressIsExplained() {
    assertThat(
            explained(
                "SECRETS",
                new SQLException(
                    "The connection attempt failed.", "08001", new UnknownHostException("x"))))
        .contains("the endpoint has no address");
  }

  private record Row(ProxyCause cause, String mode, SQLException failure, Cause.Retry retry) {}

  private static Row said(ProxyCause cause, String words, Cause.Retry retry) {
    return new Row(cause, "SECRETS", new SQLException(words, "28000"), retry);
  }

  private static Row thrown(ProxyCause cause, Throwable type, Cause.Retry retry) {
    return new Row(cause, "SECRETS", new SQLException("failed", "08006", type), retry);
  }

  static Stream<Row> rows() {
    Cause.Retry later = Cause.Retry.UNTIL_THE_DEADLINE;
    return Stream.of(
        said(ProxyCause.NO_SECRET, "This RDS proxy has no credentials for the role x", later),
        said(ProxyCause.TOKEN_REFUSED, "The IAM authentication failed for the role x", later),
        said(ProxyCause.MEMBER_OF_RDS_IAM, "PAM authentication failed for user", later),
        new Row(
            ProxyCause.NO_MEMBER_OF_RDS_IAM,
            "END_TO_END_IAM",
            new SQLException("PAM authentication failed for user", "28000"),
            later),
        said(ProxyCause.OLD_PASSWORD, "password authentication failed", later),
        new Row(ProxyCause.OLD_PASSWORD, "SECRETS", new SQLException("x", "28P01"), later),
        said(ProxyCause.TLS_MISSING, "This RDS Proxy requires TLS", Cause.Retry.NEVER),
        said(ProxyCause.NO_CONNECTION_TO_THE_CLUSTER, "Timed-out waiting to acquire", later),
        new Row(
            ProxyCause.NO_SUCH_DATABASE,
            "SECRETS",
            new SQLException("database does not exist", "3D000"),
            Cause.Retry.NEVER),
        thrown(ProxyCause.UNTRUSTED_CERTIFICATE, new CertificateException("x"), Cause.Retry.NEVER),
        thrown(ProxyCause.NO_COMMON_TLS, new SSLException("x"), Cause.Retry.NEVER),
        thrown(ProxyCause.UNKNOWN_HOST, new UnknownHostException("x"), Cause.Retry.BRIEFLY),
        thrown(ProxyCause.UNREACHABLE, new SSLException(new EOFException()), later),
        new Row(ProxyCause.UNREACHABLE, "SECRETS", new SQLException("refused", "08001"), later),
        said(ProxyCause.OTHER, "Something new", later));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyCauseIsKnownToldAndTriedAgainOrNot(Row row) {
    ProxyCause cause = ProxyCause.of(row.failure(), login(row.mode()).authenticationMode());

    assertThat(cause).isEqualTo(row.cause());
    assertThat(cause.retry()).isEqualTo(row.retry());
    assertThat(explained(row.mode(), row.failure()))
        .contains("app_user", cause.remedy().substring(0, 20))
        .doesNotContain("{", "}", "require'");
  }

  @Test
  void noRowIsForgotten() {
    assertThat(rows().map(Row::cause)).containsAll(Arrays.asList(ProxyCause.values()));
  }
}
