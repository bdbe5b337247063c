package io.github.auroraproxy.operations.connect;

import java.util.Optional;

/**
 * Where and as whom to log in.
 *
 * @param proxyName empty if only the host is known
 */
public record Endpoint(
    Optional<String> proxyName, String host, int port, String user, String database) {

  /** Host and port. */
  public String address() {
    return host + ":" + port;
  }
}
