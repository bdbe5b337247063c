package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.proxy.DatabaseUserArn;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLState;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.rds.model.DBProxy;

/**
 * Explains why a login or a statement failed, and what to do about it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html">Troubleshooting
 *     RDS Proxy</a>
 */
public final class LoginFailure {

  private static final String UNDEFINED_TABLE = PSQLState.UNDEFINED_TABLE.getState();
  private static final String UNDEFINED_DATABASE = "3D000";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final AwsClients aws;
  private final Endpoint endpoint;

  /** Explains failures at this endpoint. */
  public LoginFailure(AwsClients aws, Endpoint endpoint) {
    this.aws = aws;
    this.endpoint = endpoint;
  }

  ProblemException explain(SQLException failure) {
    return new ProblemException(
        "User %s at %s failed: %s%n%s"
            .formatted(endpoint.user(), endpoint.address(), firstLine(failure), remedy(failure)),
        failure);
  }

  /** Whether nothing was reached at all, as from outside the proxy's VPC. */
  public static boolean isUnreachable(SQLException failure) {
    return hasCause(failure, UnknownHostException.class)
        || hasCause(failure, ConnectException.class)
        || hasCause(failure, SocketTimeoutException.class);
  }

  /** The first line of the message of the server or the driver. */
  public static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** What to do about the failure. */
  public String remedy(SQLException failure) {
    return ProxyMessage.of(firstLine(failure))
        .map(this::remedy)
        .or(() -> remedyByState(failure))
        .or(() -> remedyByCause(failure))
        .orElse("See aurora-proxy doctor, and the log group /aws/rds/proxy/NAME.");
  }

  private String remedy(ProxyMessage message) {
    return switch (message) {
      case NO_CREDENTIALS ->
          "No secret in the proxy's Auth has the username "
              + endpoint.user()
              + ": register the user's secret; one that was created again has another ARN.";
      case TOKEN_REFUSED ->
          "Allow rds-db:connect on %s to whoever signs the token, and check that %s is the proxy's region; a token is valid for 15 minutes, for this host, port and user."
              .formatted(connectArn(), aws.region());
      case PAM_FAILED ->
          "Membership in rds_iam and the proxy's mode differ. If the proxy logs in with secrets: REVOKE rds_iam FROM %1$s; if it logs in with IAM: GRANT rds_iam TO %1$s."
              .formatted(endpoint.user());
      case PASSWORD_REFUSED ->
          "The database refused the password: give the user the password of its secret, or deploy again, which does.";
      case TLS_REQUIRED -> "Connect with TLS: --tls verify-full.";
      case NO_CONNECTION ->
          "The proxy gets no connection to the cluster: aurora-proxy doctor shows its targets.";
    };
  }

  private Optional<String> remedyByState(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    if (state.equals(UNDEFINED_TABLE)) {
      return Optional.of(
          "Deploy with the setting migrations=sample, which creates test_table, or run a statement"
              + " of your own with --query.");
    }
    if (state.equals(UNDEFINED_DATABASE)) {
      return Optional.of("Name an existing database with --database.");
    }
    if (state.equals(INSUFFICIENT_PRIVILEGE)) {
      return Optional.of(
          "The user lacks a privilege: deploy with the setting privileges=ALL or READ_WRITE, or"
              + " grant it (an INSERT also needs USAGE on the sequence of a serial column).");
    }
    return Optional.empty();
  }

  private Optional<String> remedyByCause(SQLException failure) {
    if (hasCause(failure, SSLException.class)) {
      return Optional.of(
          "The certificate was not accepted. A proxy's is issued by Amazon and trusted by Java as it"
              + " is: leave --ca and PGSSLROOTCERT away, and use the endpoint's own name; an"
              + " emulator's authority is given with --ca.");
    }
    if (hasCause(failure, UnknownHostException.class)) {
      return Optional.of("The host has no address: check the name and the region.");
    }
    if (isUnreachable(failure)) {
      return Optional.of(
          "Nothing answers. A proxy is reachable only from within its VPC, and only by whom its"
              + " security group lets in on port %d: aurora-proxy doctor".formatted(endpoint.port())
              + " --client-security-group shows the way.");
    }
    return Optional.empty();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The resource of rds-db:connect, with the id of the proxy if RDS tells it. */
  private String connectArn() {
    Predicate<DBProxy> isThis =
        endpoint
            .proxyName()
            .<Predicate<DBProxy>>map(name -> proxy -> proxy.dbProxyName().equals(name))
            .orElse(proxy -> endpoint.host().equals(proxy.endpoint()));
    return proxies().stream()
        .filter(isThis)
        .map(proxy -> DatabaseUserArn.ofProxy(proxy.dbProxyArn(), endpoint.user()))
        .findFirst()
        .orElse(
            "arn:aws:rds-db:%s:ACCOUNT:dbuser:prx-ID/%s".formatted(aws.region(), endpoint.user()));
  }

  private List<DBProxy> proxies() {
    try {
      return aws.rds().describeDBProxiesPaginator(request -> {}).dbProxies().stream().toList();
    } catch (SdkException e) {
      // The explanation goes without the id; why RDS does not tell it is another matter.
      return List.of();
    }
  }
}
