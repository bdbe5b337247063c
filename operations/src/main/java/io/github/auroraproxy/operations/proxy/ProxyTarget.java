package io.github.auroraproxy.operations.proxy;

import java.util.Optional;

/**
 * A proxy and, where a stack tells it, how the application connects to it.
 *
 * @param proxyName the proxy's name
 * @param endpoint its host
 * @param port its port
 * @param database the application's database
 * @param user the application's user
 */
public record ProxyTarget(
    String proxyName,
    Optional<String> endpoint,
    Optional<Integer> port,
    Optional<String> database,
    Optional<String> user) {

  static ProxyTarget named(String proxyName) {
    return new ProxyTarget(
        proxyName, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
