package io.github.auroraproxy.customresource.postgres;

/**
 * One statement that changes something.
 *
 * @param description what it does, in the past tense, for the log and the answer
 * @param sql the statement; may hold a password's verifier, so it is never printed
 */
record Change(String description, String sql) {

  @Override
  public String toString() {
    return description;
  }
}
