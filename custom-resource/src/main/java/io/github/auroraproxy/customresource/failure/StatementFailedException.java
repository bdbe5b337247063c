package io.github.auroraproxy.customresource.failure;

/** PostgreSQL refused a statement for a reason that no other failure describes. */
public final class StatementFailedException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public StatementFailedException(String message) {
    super(message);
  }
}
