package io.github.auroraproxy.customresource.state;

/**
 * A cluster that the function may work on, as its configuration lists it.
 *
 * @param host the writer endpoint
 * @param port 1 to 65535
 * @param tls whether the certificate is verified
 * @param adminSecretArn the secret of the admin
 */
public record ClusterConfiguration(String host, int port, DatabaseTls tls, String adminSecretArn) {

  /** {@code host:port}, for messages. */
  public String address() {
    return host + ":" + port;
  }
}
