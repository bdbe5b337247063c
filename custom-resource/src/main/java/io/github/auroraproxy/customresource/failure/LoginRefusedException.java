package io.github.auroraproxy.customresource.failure;

/** The cluster answered and refused the master user; never retried. */
public final class LoginRefusedException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public LoginRefusedException(String message) {
    super(message);
  }
}
