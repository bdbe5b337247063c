package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.kms.IKey;

/** Properties of {@link AppUser}. */
@Value.Immutable
public interface AppUserProps extends AppUserOptions {

  /** The cluster the secret is attached to. */
  AuroraCluster getCluster();

  /**
   * A customer key to encrypt the secret with.
   *
   * <p>Default: AWS's own key, {@code aws/secretsmanager}.
   */
  Optional<IKey> getEncryptionKey();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AppUserProps}. */
  final class Builder extends ImmutableAppUserProps.Builder {}
}
