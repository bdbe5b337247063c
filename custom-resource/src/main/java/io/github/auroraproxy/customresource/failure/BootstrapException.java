package io.github.auroraproxy.customresource.failure;

/**
 * The one family of failures that the function answers with. CloudFormation shows the message as
 * the reason of a failed deployment, so it is one sentence, or two, that name the cause and the
 * remedy, and it never holds a secret.
 */
public abstract sealed class BootstrapException extends RuntimeException
    permits DatabaseUnavailableException,
        InsufficientPrivilegeException,
        InvalidPropertyException,
        LoginRefusedException,
        MigrationFailedException,
        ObjectOwnedByAnotherStackException,
        RoleOwnsObjectsElsewhereException,
        SecretUnusableException,
        StatementFailedException {

  private static final long serialVersionUID = 1L;

  /** Without a stack trace and without the driver's exception: both may quote statements. */
  BootstrapException(String message) {
    super(message, null, false, false);
  }
}
