package io.github.auroraproxy.customresource.failure;

/** Flyway refused or could not apply a migration. */
public final class MigrationFailedException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public MigrationFailedException(String message) {
    super(message);
  }
}
