package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.commandline.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Whole periods up to now: the sum of a period that is not over yet would be too small.
 *
 * @param start inclusive
 * @param end exclusive
 */
record TimeWindow(Instant start, Instant end, Duration period) {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * @throws UsageException if CloudWatch has no such periods
   */
  static TimeWindow until(Instant now, Duration since, int periodSeconds) {
    Duration period = Duration.ofSeconds(periodSeconds);
    Duration least = leastPeriod(since);
    if (periodSeconds <= 0 || periodSeconds % least.toSeconds() != 0) {
      throw new UsageException(
          "The period of %d s can't be read; for the time asked for, CloudWatch keeps multiples of %d s."
              .formatted(periodSeconds, least.toSeconds()));
    }
    if (since.compareTo(period) < 0) {
      throw new UsageException(
          "--since is shorter than one period of %d s; ask for more time or a shorter period."
              .formatted(periodSeconds));
    }
    long seconds = now.getEpochSecond();
    Instant end = Instant.ofEpochSecond(seconds - seconds % periodSeconds);
    return new TimeWindow(end.minusSeconds(since.dividedBy(period) * periodSeconds), end, period);
  }

  /** CloudWatch keeps single minutes for 15 days and five minutes for 63. */
  private static Duration leastPeriod(Duration since) {
    if (since.compareTo(Duration.ofDays(63)) > 0) {
      return Duration.ofHours(1);
    }
    return since.compareTo(Duration.ofDays(15)) > 0 ? Duration.ofMinutes(5) : MINUTE;
  }

  int periodSeconds() {
    return (int) period.toSeconds();
  }

  /** The beginning of the period that a time lies in. */
  Instant periodOf(Instant time) {
    return start.plus(period.multipliedBy(Duration.between(start, time).dividedBy(period)));
  }

  /** The beginning of each period. */
  List<Instant> periods() {
    return LongStream.range(0, Duration.between(start, end).dividedBy(period))
        .mapToObj(i -> start.plus(period.multipliedBy(i)))
        .toList();
  }
}
