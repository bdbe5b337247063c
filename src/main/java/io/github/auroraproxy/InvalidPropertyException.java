package io.github.auroraproxy;

/**
 * A property, or a setting of the app, has a value that can't be deployed. The message is one
 * sentence that says what is wrong, where, and what to do.
 */
public final class InvalidPropertyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what is wrong, where, and what to do
   */
  public InvalidPropertyException(String message) {
    super(message);
  }
}
