package io.github.auroraproxy.rehearsal;

/** A step of the rehearsal did not hold; the message says why. */
final class StepFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailedException(String message) {
    super(message);
  }
}
