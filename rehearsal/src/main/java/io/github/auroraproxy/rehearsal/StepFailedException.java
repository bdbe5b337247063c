package io.github.auroraproxy.rehearsal;

/** What a step of the rehearsal was to show did not hold. */
final class StepFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailedException(String message) {
    super(message);
  }
}
