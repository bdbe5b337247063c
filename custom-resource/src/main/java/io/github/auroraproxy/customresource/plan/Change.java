package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.postgres.Sql;

/**
 * One statement that changes something.
 *
 * @param words what it does, in the past tense, for the log and the answer; empty for a statement
 *     that is only part of another's work
 * @param sql the statement
 * @param confidential whether it holds a password's verifier, and must not be shown
 */
public record Change(String words, String sql, boolean confidential) {

  /** A statement that may be shown. */
  static Change of(String words, String sql) {
    return new Change(words, sql, false);
  }

  /** A statement that a password's verifier is part of. */
  public static Change confidential(String words, String sql) {
    return new Change(words, sql, true);
  }

  /** A part of another statement's work, which the log does not mention. */
  static Change silent(String sql) {
    return new Change("", sql, false);
  }

  /** What a person would have to run instead, as far as it may be shown. */
  public String forDba() {
    return confidential ? words : Sql.shown(sql) + ";";
  }

  @Override
  public String toString() {
    return forDba();
  }
}
