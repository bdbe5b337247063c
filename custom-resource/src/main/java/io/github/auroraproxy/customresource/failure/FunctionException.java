package io.github.auroraproxy.customresource.failure;

/**
 * The function can't do what a request asks for. CloudFormation shows the message as the reason of
 * a failed deployment. The message is one sentence or two, which name the cause and the remedy, and
 * it never holds a secret. CloudFormation shows its first 2048 bytes; the log has all of it.
 */
public final class FunctionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final String wholeMessage;

  /**
   * Without a stack trace and without the driver's exception, since both may quote statements.
   *
   * @param kind why the function failed
   * @param message cause and remedy, free of secrets
   */
  public FunctionException(FailureKind kind, String message) {
    super(ShortText.of(ForeignText.visible(message)), null, false, false);
    this.kind = kind;
    this.wholeMessage = ForeignText.visible(message);
  }

  /** Why the function failed. */
  public FailureKind kind() {
    return kind;
  }

  /** The message for the log; {@link #getMessage()} is cut to what CloudFormation takes. */
  public String wholeMessage() {
    return wholeMessage;
  }
}
