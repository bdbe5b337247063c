package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.kms.IKey;

/** Properties of {@link AppUser}. */
@Value.Immutable
public interface AppUserProps {

  /** The cluster the secret is attached to. */
  AuroraCluster getCluster();

  /**
   * The user's name in PostgreSQL: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code app_user}.
   */
  @Value.Default
  default String getUserName() {
    return "app_user";
  }

  /**
   * What the user may do in the application's database.
   *
   * <p>Default: {@link Privileges#ALL}.
   */
  @Value.Default
  default Privileges getPrivileges() {
    return Privileges.ALL;
  }

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
