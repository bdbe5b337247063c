package io.github.auroraproxy.constructs;

/**
 * How the proxy logs in to the database. Clients log in to the proxy with an IAM token, over TLS,
 * in both modes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html">
 *     Setting up RDS Proxy with IAM</a>
 */
public enum AuthenticationMode {
  /** With the password of the user's secret, which the proxy's role may read. */
  SECRETS,

  /**
   * With an IAM token of the proxy's own role, which may connect as exactly these users. There are
   * no secrets, and the cluster's IAM authentication has to be on.
   */
  END_TO_END_IAM
}
