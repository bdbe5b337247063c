package io.github.auroraproxy.operations.discover;

/**
 * The settings of the app that {@code discover --write} knows, by their keys in the CDK context.
 */
public enum DiscoveredSetting {
  CLUSTER("cluster"),
  ACCOUNT("account"),
  REGION("region"),
  /** Set only for a proxy that the app does not create. */
  PROXY("proxy"),
  /** Set only for a secret that the app's look-up can't find. */
  ADMIN_SECRET_ARN("adminSecretArn"),
  /** Set only with that secret, if a customer managed key encrypts it. */
  ADMIN_SECRET_KEY_ARN("adminSecretKeyArn");

  private final String key;

  DiscoveredSetting(String key) {
    this.key = key;
  }

  /** The key in the CDK context. */
  public String key() {
    return key;
  }
}
