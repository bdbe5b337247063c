package io.github.auroraproxy.customresource.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.ProxyLogin;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

/** What RDS Proxy says where this machine has none to say it, and what it means. */
class LoginFailuresTest {

  private static final Identifier USER = Identifier.role("app_user", "Property Users");

  private static ProxyLogin login(String mode) {
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
    return ProxyLogin.parse(properties);
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
}
