package io.github.auroraproxy.operations.discover;

/**
 * The settings of the app that {@code discover --write} knows, by their keys in the CDK context.
 */
public enum DiscoveredSetting {
  CLUSTER("cluster"),
  ACCOUNT("account"),
  REGION("region"),
  /** Only a proxy that the app does not create itself. */
  PROXY("proxy"),
  /** Only a secret that the app's own look-up can't find. */
  ADMIN_SECRET_ARN("adminSecretArn"),
  /** Only with that secret, and only a customer's key. */
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
