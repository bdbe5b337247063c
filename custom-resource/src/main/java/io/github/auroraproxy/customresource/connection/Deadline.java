package io.github.auroraproxy.customresource.connection;

import java.time.Duration;

/**
 * The moment by which the function has to have answered: earlier than Lambda's own end, which would
 * leave CloudFormation without a reason.
 */
public final class Deadline {

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /**
   * @param time how long from now
   */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }
}
