package io.github.auroraproxy.operations.connect;

import java.util.Optional;

/**
 * Where and as whom to log in.
 *
 * @param proxyName empty if only the host is known
 */
record Endpoint(Optional<String> proxyName, String host, int port, String user, String database) {

  String address() {
    return host + ":" + port;
  }
}
