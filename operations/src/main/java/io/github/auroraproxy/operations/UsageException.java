package io.github.auroraproxy.operations;

/** The user asked for what can't be; the message says what to do instead. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence
   */
  public UsageException(String message) {
    super(message);
  }
}
