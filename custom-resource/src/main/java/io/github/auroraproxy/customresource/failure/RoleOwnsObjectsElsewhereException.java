package io.github.auroraproxy.customresource.failure;

/** A role cannot be dropped because objects in other databases depend on it. */
public final class RoleOwnsObjectsElsewhereException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public RoleOwnsObjectsElsewhereException(String message) {
    super(message);
  }
}
