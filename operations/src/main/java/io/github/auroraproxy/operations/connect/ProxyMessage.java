package io.github.auroraproxy.operations.connect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The messages with which RDS Proxy, or the cluster behind it, refuses a login, told by words that
 * each of them holds.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html">Troubleshooting
 *     RDS Proxy</a>
 */
public enum ProxyMessage {
  /** The proxy has no secret of the user. */
  NO_CREDENTIALS("no credentials for the role"),
  /** IAM does not accept the token. */
  TOKEN_REFUSED("iam authentication failed"),
  /** The cluster authenticates the user with IAM and the proxy with a secret, or the reverse. */
  PAM_FAILED("pam authentication failed"),
  /** The password in the secret is not the user's. */
  PASSWORD_REFUSED("password authentication failed"),
  /** The client connects without TLS. */
  TLS_REQUIRED("requires tls", "no encryption"),
  /** The proxy gets no connection to the cluster. */
  NO_CONNECTION("timed-out waiting", "timed out waiting");

  private final List<String> words;

  ProxyMessage(String... words) {
    this.words = List.of(words);
  }

  /** The message that a line of an error holds. */
  public static Optional<ProxyMessage> of(String line) {
    String lowerCase = line.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(message -> message.words.stream().anyMatch(lowerCase::contains))
        .findFirst();
  }
}
