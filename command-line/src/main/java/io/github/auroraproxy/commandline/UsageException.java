package io.github.auroraproxy.commandline;

/** The call was wrong; the message says what is wrong and what to do instead. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence
   */
  public UsageException(String message) {
    super(message);
  }
}
