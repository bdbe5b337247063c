package io.github.auroraproxy.customresource.failure;

/** A database or role is marked as created by another stack and adoption was not asked for. */
public final class ObjectOwnedByAnotherStackException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public ObjectOwnedByAnotherStackException(String message) {
    super(message);
  }
}
