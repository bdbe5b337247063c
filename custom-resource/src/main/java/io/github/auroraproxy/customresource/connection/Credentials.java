package io.github.auroraproxy.customresource.connection;

import org.postgresql.util.PasswordUtil;

/**
 * A user name and its password; prints the name only.
 *
 * @param username the role
 * @param password never to be printed
 */
public record Credentials(String username, String password) {

  /**
   * What PostgreSQL stores of the password. It may be logged: the password can't be told from it.
   */
  public String scramVerifier() {
    return PasswordUtil.encodeScramSha256(password.toCharArray());
  }

  @Override
  public String toString() {
    return "Credentials of " + username;
  }
}
