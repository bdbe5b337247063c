package io.github.auroraproxy.constructs;

import java.util.Optional;

/**
 * How the proxy logs in to the database. Clients log in to the proxy with an IAM token, over TLS,
 * in every mode.
 *
 * <p>{@link #SECRETS} and {@link #END_TO_END_IAM} are the two lasting modes. A change from one to
 * the other takes two deployments: the first with the switching mode, in which the proxy can log in
 * both ways, and the second with the other lasting mode. A deployment that leaves out the switching
 * mode fails before it changes anything.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html">
 *     Setting up RDS Proxy with IAM</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-migration.html">
 *     Migrating to end-to-end IAM authentication</a>
 */
public enum AuthenticationMode {
  /** With the password of the user's secret, which the proxy's role may read. */
  SECRETS(true, false, true),

  /**
   * Switches from {@link #SECRETS} to {@link #END_TO_END_IAM}: the proxy may use IAM in addition to
   * its secrets, and then the users become members of {@code rds_iam}.
   */
  SWITCHING_TO_IAM(true, true, false),

  /**
   * With an IAM token of the proxy's own role, which may connect as exactly these users. There are
   * no secrets, and the cluster's IAM authentication has to be on.
   */
  END_TO_END_IAM(false, true, false),

  /**
   * Switches from {@link #END_TO_END_IAM} to {@link #SECRETS}: the proxy may use secrets in
   * addition to IAM, and then the users get their passwords and leave {@code rds_iam}.
   */
  SWITCHING_TO_SECRETS(true, true, true);

  private final boolean secrets;
  private final boolean iam;
  private final boolean byPassword;

  AuthenticationMode(boolean secrets, boolean iam, boolean byPassword) {
    this.secrets = secrets;
    this.iam = iam;
    this.byPassword = byPassword;
  }

  /** Whether the users have secrets, and the proxy may log in with them. */
  boolean hasSecrets() {
    return secrets;
  }

  /** Whether the proxy may log in with IAM. */
  boolean hasIam() {
    return iam;
  }

  /** Whether the cluster asks for the users' passwords, and not for tokens. */
  boolean byPassword() {
    return byPassword;
  }

  /** The mode to deploy after a switching mode; empty for a lasting mode. */
  Optional<AuthenticationMode> next() {
    return secrets && iam ? Optional.of(byPassword ? SECRETS : END_TO_END_IAM) : Optional.empty();
  }
}
