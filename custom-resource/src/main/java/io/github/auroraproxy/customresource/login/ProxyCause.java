package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.connection.Cause;
import io.github.auroraproxy.customresource.connection.SqlStates;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a proxy refuses a login: a row for each cause, with whether another attempt may end better,
 * and with what cures it. The first row that applies counts. What a proxy says it says in the same
 * words while a change has not reached all of its nodes.
 *
 * <p>The remedies hold the {user}, the {arn} that has to be allowed, the {region}, the {proxy} and
 * its {port}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html">Troubleshooting
 *     for RDS Proxy</a>
 */
enum ProxyCause {
  NO_SECRET(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("no credentials for the role"),
      "none of the secrets in the proxy's Auth holds this username, or the proxy's role may not read it; register the user's secret with the proxy and compare its username"),
  TOKEN_REFUSED(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("iam authentication failed"),
      "the function's role needs rds-db:connect on {arn}, and the proxy has to be in region {region}"),
  MEMBER_OF_RDS_IAM(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("pam authentication failed").byPassword(),
      "the role is a member of rds_iam, so the cluster refuses the secret's password; run: REVOKE rds_iam FROM {user};"),
  NO_MEMBER_OF_RDS_IAM(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("pam authentication failed"),
      "the proxy's role needs rds-db:connect on this user of the cluster, and the role in the database has to be a member of rds_iam; run: GRANT rds_iam TO {user};"),
  OLD_PASSWORD(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("password authentication failed").or(SqlStates.INVALID_PASSWORD),
      "the password in the user's secret is not the role's; deploy the database resource again, which sets it"),
  TLS_MISSING(
      Cause.Retry.NEVER,
      Says.of("requires tls").or("no encryption"),
      "the proxy takes TLS connections only; set DatabaseTls to verify-full"),
  NO_CONNECTION_TO_THE_CLUSTER(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of("timed-out waiting").or("timed out waiting"),
      "the proxy got no connection to the cluster; look at State and Reason in `aws rds describe-db-proxy-targets --db-proxy-name {proxy}`: AUTH_FAILURE is the secret's password, UNREACHABLE the cluster's security group"),
  NO_SUCH_DATABASE(
      Cause.Retry.NEVER,
      Says.like(Cause.NO_SUCH_DATABASE),
      "the cluster has no such database; set DatabaseName to the one that the database resource makes"),
  UNTRUSTED_CERTIFICATE(
      Cause.Retry.NEVER,
      Says.like(Cause.UNTRUSTED_CERTIFICATE),
      "the certificate of the proxy was not accepted; RDS Proxy shows one of Amazon Trust Services for its endpoint, so check that the name leads to the proxy, and where an emulator shows another, name its authority's file in PGSSLROOTCERT"),
  NO_COMMON_TLS(
      Cause.Retry.NEVER,
      Says.like(Cause.NO_COMMON_TLS),
      "the two sides have no TLS in common; the endpoint has to offer TLS 1.2 or later, as RDS Proxy does"),
  UNKNOWN_HOST(
      Cause.Retry.BRIEFLY,
      Says.like(Cause.UNKNOWN_HOST),
      "the endpoint has no address; check that the proxy exists and that the function's VPC resolves DNS names"),
  UNREACHABLE(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.like(Cause.BROKEN).or("08001"),
      "the proxy can't be reached; its security group has to admit the function's on port {port}"),
  OTHER(
      Cause.Retry.UNTIL_THE_DEADLINE,
      Says.of(""),
      "look at the proxy's log group /aws/rds/proxy/{proxy} and at `aws rds describe-db-proxy-targets --db-proxy-name {proxy}`");

  /**
   * What makes a row apply.
   *
   * @param words that the first line of the message holds, in small letters, or a SQLSTATE
   * @param alternative to the words
   * @param onlyByPassword whether the row applies only while the proxy logs in with a password
   * @param cause what it is to a cluster, too
   */
  private record Says(
      Optional<String> words,
      Optional<String> alternative,
      boolean onlyByPassword,
      Optional<Cause> cause) {

    static Says of(String words) {
      return new Says(Optional.of(words), Optional.empty(), false, Optional.empty());
    }

    static Says like(Cause cause) {
      return new Says(Optional.empty(), Optional.empty(), false, Optional.of(cause));
    }

    Says or(String other) {
      return new Says(words, Optional.of(other), onlyByPassword, cause);
    }

    Says byPassword() {
      return new Says(words, alternative, true, cause);
    }

    boolean applies(SQLException failure, AuthenticationMode used) {
      String line =
          String.valueOf(failure.getMessage())
              .lines()
              .findFirst()
              .orElse("")
              .toLowerCase(Locale.ROOT);
      return (used.byPassword() || !onlyByPassword)
          && (words.map(line::contains).orElse(false)
              || alternative
                  .map(other -> line.contains(other) || other.equals(failure.getSQLState()))
                  .orElse(false)
              || cause.map(Cause.of(failure)::equals).orElse(false));
    }
  }

  private final Cause.Retry retry;
  private final Says says;
  private final String remedy;

  ProxyCause(Cause.Retry retry, Says says, String remedy) {
    this.retry = retry;
    this.says = says;
    this.remedy = remedy;
  }

  /** The first row that applies. */
  static ProxyCause of(SQLException failure, AuthenticationMode mode) {
    return Arrays.stream(values())
        .filter(cause -> cause.says.applies(failure, mode))
        .findFirst()
        .orElse(OTHER);
  }

  /** Whether another attempt may end better. */
  Cause.Retry retry() {
    return retry;
  }

  /** With words in braces, to be filled in. */
  String remedy() {
    return remedy;
  }
}
