package io.github.auroraproxy.customresource.failure;

/** The master user may not do what is asked; the message holds the statement a DBA has to run. */
public final class InsufficientPrivilegeException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public InsufficientPrivilegeException(String message) {
    super(message);
  }
}
