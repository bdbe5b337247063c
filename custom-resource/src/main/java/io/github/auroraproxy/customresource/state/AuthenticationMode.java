package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the proxy logs in to the database. From one end to the other it is changed by way of the step
 * between, while the proxy can log in both ways.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html">Setting
 *     up RDS Proxy with IAM</a>
 */
public enum AuthenticationMode {
  /** With the password of the user's secret; the role must not be a member of rds_iam. */
  SECRETS(true, false),
  /** As with END_TO_END_IAM, but for the password, which the role keeps. */
  SWITCHING_TO_IAM(false, true),
  /** With an IAM token of its own; the role must be a member of rds_iam and has no password. */
  END_TO_END_IAM(false, false),
  /** As with SECRETS. */
  SWITCHING_TO_SECRETS(true, true);

  private static final String PROPERTY = "AuthenticationMode";

  private final boolean byPassword;
  private final boolean switching;

  AuthenticationMode(boolean byPassword, boolean switching) {
    this.byPassword = byPassword;
    this.switching = switching;
  }

  /** Whether the server is to ask for the password of the secret, and not for a token. */
  public boolean byPassword() {
    return byPassword;
  }

  /**
   * The mode that has to be deployed between another one and this, so that the proxy can log in
   * both ways when the server begins to ask for the other proof.
   */
  public Optional<AuthenticationMode> stepFrom(AuthenticationMode former) {
    return former.byPassword == byPassword || former.switching || switching
        ? Optional.empty()
        : Optional.of(byPassword ? SWITCHING_TO_SECRETS : SWITCHING_TO_IAM);
  }

  static AuthenticationMode of(PropertyReader properties) {
    return properties.choice(PROPERTY, values(), Enum::name, SECRETS);
  }

  /** Of properties that nobody has checked; empty if they name none that there is. */
  public static Optional<AuthenticationMode> in(JsonNode properties) {
    String name = properties.path(PROPERTY).asText(SECRETS.name());
    return Arrays.stream(values()).filter(mode -> mode.name().equals(name)).findFirst();
  }
}
