package io.github.auroraproxy.operations.connect;

import java.util.Optional;

/**
 * The address, the user and the database of a login.
 *
 * @param proxyName empty if only the host is known
 */
public record Endpoint(
    Optional<String> proxyName, String host, int port, String user, String database) {

  /** The host and the port, separated by a colon. */
  public String address() {
    return host + ":" + port;
  }
}
