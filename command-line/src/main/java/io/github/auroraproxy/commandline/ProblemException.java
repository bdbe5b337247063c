package io.github.auroraproxy.commandline;

/** A command can't go on, though the call was right; the message says why and what to do. */
public class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one or two sentences
   */
  public ProblemException(String message) {
    super(message);
  }

  /**
   * @param message one or two sentences
   * @param cause what was caught
   */
  public ProblemException(String message, Throwable cause) {
    super(message, cause);
  }
}
