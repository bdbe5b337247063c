package io.github.auroraproxy.customresource.failure;

/**
 * The one family of failures that the function answers with. CloudFormation shows the message as
 * the reason of a failed deployment, so it is one sentence, or two, that name the cause and the
 * remedy, and it never holds a secret. Its beginning has to be enough: over 2048 bytes the rest is
 * in the log only.
 */
public abstract sealed class BootstrapException extends RuntimeException
    permits BlueGreenDeploymentException,
        DatabaseUnavailableException,
        InsufficientPrivilegeException,
        InvalidPropertyException,
        LoginRefusedException,
        MigrationFailedException,
        ObjectOwnedByAnotherStackException,
        RoleOwnsObjectsElsewhereException,
        SecretUnusableException,
        StatementFailedException {

  private static final long serialVersionUID = 1L;

  private final String wholeMessage;

  /** Without a stack trace and without the driver's exception: both may quote statements. */
  BootstrapException(String message) {
    super(ShortText.of(ForeignText.visible(message)), null, false, false);
    this.wholeMessage = ForeignText.visible(message);
  }

  /** The message for the log; {@link #getMessage()} is cut to what CloudFormation takes. */
  public String wholeMessage() {
    return wholeMessage;
  }
}
