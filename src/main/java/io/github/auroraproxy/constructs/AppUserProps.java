package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.kms.IKey;

/** Properties of {@link AppUser}. */
@Value.Immutable
public interface AppUserProps extends AppUserOptions {

  /** The cluster that the secret is attached to. */
  AuroraCluster getCluster();

  /**
   * How the proxy logs in as this user.
   *
   * <p>Default: {@link AuthenticationMode#SECRETS}. With {@link AuthenticationMode#END_TO_END_IAM}
   * there is no secret.
   */
  @Value.Default
  default AuthenticationMode getAuthenticationMode() {
    return AuthenticationMode.SECRETS;
  }

  /**
   * The secret's name: 1 to 512 letters, digits and the characters {@code /_+=.@-}.
   *
   * <p>Default: CloudFormation generates a unique name.
   */
  Optional<String> getSecretName();

  /**
   * A customer managed key to encrypt the secret with.
   *
   * <p>Default: the AWS managed key, {@code aws/secretsmanager}.
   */
  Optional<IKey> getEncryptionKey();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AppUserProps}. */
  final class Builder extends ImmutableAppUserProps.Builder {}
}
