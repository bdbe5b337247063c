package io.github.auroraproxy.localaws;

/** A local part could not do its work; the message says which, why, and what to do about it. */
public final class LocalAwsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LocalAwsException(String message) {
    super(message);
  }

  LocalAwsException(String message, Throwable cause) {
    super(message, cause);
  }
}
