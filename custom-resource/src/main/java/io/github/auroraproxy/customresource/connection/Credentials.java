package io.github.auroraproxy.customresource.connection;

/**
 * A user name and its password; prints the name only.
 *
 * @param username the role
 * @param password never to be printed
 */
public record Credentials(String username, String password) {

  @Override
  public String toString() {
    return "Credentials of " + username;
  }
}
