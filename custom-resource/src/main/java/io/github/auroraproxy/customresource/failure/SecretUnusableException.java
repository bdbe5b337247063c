package io.github.auroraproxy.customresource.failure;

/** A secret could not be read, or does not hold what it has to. */
public final class SecretUnusableException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public SecretUnusableException(String message) {
    super(message);
  }
}
