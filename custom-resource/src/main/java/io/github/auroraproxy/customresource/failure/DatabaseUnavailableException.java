package io.github.auroraproxy.customresource.failure;

/** The cluster could not be reached, or was lost, until the deadline; or it is not the writer. */
public final class DatabaseUnavailableException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public DatabaseUnavailableException(String message) {
    super(message);
  }
}
