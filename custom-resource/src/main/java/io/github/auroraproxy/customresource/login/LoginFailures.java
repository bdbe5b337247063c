package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.LoginRefusedException;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.ProxyLogin;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Says why a login through the proxy fails, and what cures it; the driver's text alone does not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html">Troubleshooting
 *     for RDS Proxy</a>
 */
final class LoginFailures {

  private LoginFailures() {}

  /**
   * @param failure what the driver threw, after the last attempt
   * @param login where
   * @param user as whom
   * @param arns of what the function has to be allowed
   */
  static LoginRefusedException explained(
      SQLException failure, ProxyLogin login, Identifier user, DatabaseUserArns arns) {
    String said = firstLine(failure);
    return new LoginRefusedException(
        "User '%s' can't log in through the proxy '%s' at %s: %s (the proxy said: %s)."
            .formatted(
                user,
                login.proxyName(),
                login.address(),
                cause(failure, said.toLowerCase(Locale.ROOT), login, user, arns),
                ForeignText.quoted(said)));
  }

  private static String cause(
      SQLException failure, String said, ProxyLogin login, Identifier user, DatabaseUserArns arns) {
    if (said.contains("no credentials for the role")) {
      return "none of the secrets in the proxy's Auth holds this username, or the proxy's role may not read it; register the user's secret with the proxy and compare its username";
    }
    if (said.contains("iam authentication failed")) {
      return "the function's role needs rds-db:connect on %s, and the proxy has to be in region %s"
          .formatted(arns.of(login, user), arns.region());
    }
    if (said.contains("pam authentication failed")) {
      return login.authenticationMode() == AuthenticationMode.SECRETS
          ? "the role is a member of rds_iam, so the cluster refuses the secret's password; run: REVOKE rds_iam FROM %s;"
              .formatted(user.quoted())
          : "the proxy's role needs rds-db:connect on this user of the cluster, and the role in the database has to be a member of rds_iam; run: GRANT rds_iam TO %s;"
              .formatted(user.quoted());
    }
    if (said.contains("password authentication failed") || "28P01".equals(failure.getSQLState())) {
      return "the password in the user's secret is not the role's; deploy the database resource again, which sets it";
    }
    if (said.contains("requires tls") || said.contains("no encryption")) {
      return "the proxy takes TLS connections only; set DatabaseTls to verify-full";
    }
    if (said.contains("timed-out waiting") || said.contains("timed out waiting")) {
      return "the proxy got no connection to the cluster; look at State and Reason in `aws rds describe-db-proxy-targets --db-proxy-name %s`: AUTH_FAILURE is the secret's password, UNREACHABLE the cluster's security group"
          .formatted(login.proxyName());
    }
    if (has(failure, SSLException.class)) {
      return "the certificate of the proxy was not accepted; set PGSSLROOTCERT or DatabaseTls 'require' for an emulator";
    }
    if (has(failure, UnknownHostException.class)) {
      return "the endpoint has no address; check that the proxy exists and that the function's VPC resolves DNS names";
    }
    if (has(failure, SocketTimeoutException.class) || "08001".equals(failure.getSQLState())) {
      return "the proxy can't be reached; its security group has to admit the function's on port %d"
          .formatted(login.port());
    }
    return "look at the proxy's log group /aws/rds/proxy/%s and at `aws rds describe-db-proxy-targets --db-proxy-name %s`"
        .formatted(login.proxyName(), login.proxyName());
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("nothing");
  }
}
