package io.github.auroraproxy.customresource.failure;

/** A property of the custom resource is missing, unknown or out of range. */
public final class InvalidPropertyException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public InvalidPropertyException(String message) {
    super(message);
  }
}
