package io.github.auroraproxy.customresource.state;

/**
 * How the proxy logs in to the database.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html">Setting
 *     up RDS Proxy with IAM</a>
 */
public enum AuthenticationMode {
  /** With the password of the user's secret; the role must not be a member of rds_iam. */
  SECRETS,
  /** With an IAM token of its own; the role must be a member of rds_iam and has no password. */
  END_TO_END_IAM;

  static AuthenticationMode of(Properties properties) {
    return properties.choice("AuthenticationMode", values(), Enum::name, SECRETS);
  }
}
