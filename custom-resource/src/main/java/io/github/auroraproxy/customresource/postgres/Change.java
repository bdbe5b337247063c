package io.github.auroraproxy.customresource.postgres;

/**
 * One statement that changes something.
 *
 * @param description what it does, in the past tense, for the log and the answer; empty for a
 *     statement that is only part of another's work
 * @param sql the statement
 * @param confidential whether it holds a password's verifier, and must not be shown
 */
record Change(String description, String sql, boolean confidential) {

  Change(String description, String sql) {
    this(description, sql, false);
  }

  /** A statement that a password's verifier is part of. */
  static Change confidential(String description, String sql) {
    return new Change(description, sql, true);
  }

  /** A part of another statement's work, which the log does not mention. */
  static Change silent(String sql) {
    return new Change("", sql, false);
  }

  /** What a person would have to run instead, as far as it may be shown. */
  String forDba() {
    return confidential ? description : sql + ";";
  }

  @Override
  public String toString() {
    return confidential ? description : sql;
  }
}
