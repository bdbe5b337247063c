package io.github.auroraproxy.customresource.state;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One user of the database, as it has to be.
 *
 * @param name the role
 * @param secretArn the secret with its password; absent if the mode is end-to-end IAM
 * @param privileges what it may do in the database
 * @param connectionLimit concurrent connections, -1 for no limit; absent leaves the role's own
 * @param settings parameters of its sessions in this database, by name
 */
public record DatabaseUser(
    Identifier name,
    Optional<String> secretArn,
    Privileges privileges,
    OptionalInt connectionLimit,
    Map<String, String> settings) {

  /** Whether both log in with one secret, as a user does before and after it was renamed. */
  public boolean sharesSecretWith(DatabaseUser other) {
    return secretArn.isPresent() && secretArn.equals(other.secretArn);
  }
}
