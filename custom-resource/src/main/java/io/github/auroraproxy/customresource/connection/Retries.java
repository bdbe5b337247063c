package io.github.auroraproxy.customresource.connection;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Repeats a whole run when the cluster was away: paused, failing over or full. A run converges, so
 * the next one finishes what a broken one began.
 */
public final class Retries {

  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
  private static final double JITTER = 0.25;

  /** What an attempt needs: one that has less fails for want of time, which hides the cause. */
  private static final Duration LAST_ATTEMPT = Duration.ofSeconds(3);

  /** A name that still has no address by then is wrong; a failover changes addresses only. */
  private static final Duration UNKNOWN_HOST_PATIENCE = Duration.ofSeconds(30);

  /** What two runs do to each other passes; the same refusal after this long is no race. */
  private static final Duration RACE_PATIENCE = Duration.ofSeconds(30);

  private Retries() {}

  /**
   * Repeats while the cluster is away or somebody else is in the way.
   *
   * @param deadline when to give up
   * @param patience when to give up at the latest, counted from now
   * @param onRetry told about every failure that is retried
   * @param run what to repeat
   * @throws SQLException the last failure
   */
  public static <T> T ofTransient(
      Deadline deadline, Duration patience, Consumer<SQLException> onRetry, CheckedSupplier<T> run)
      throws SQLException {
    Deadline unknownHost = Deadline.in(UNKNOWN_HOST_PATIENCE);
    Deadline race = Deadline.in(RACE_PATIENCE);
    return until(
        failure -> isWorthAnother(failure, unknownHost, race), deadline, patience, onRetry, run);
  }

  /**
   * Repeats while other transactions are in the way.
   *
   * @param deadline when to give up
   * @param onRetry told about every failure that is retried
   * @param run what to repeat
   * @throws SQLException the last failure
   */
  public static <T> T ofConflicts(
      Deadline deadline, Consumer<SQLException> onRetry, CheckedSupplier<T> run)
      throws SQLException {
    return until(SqlStates::isConflict, deadline, deadline.remaining(), onRetry, run);
  }

  /**
   * Repeats whatever the driver threw.
   *
   * @param deadline when to give up
   * @param patience when to give up at the latest, counted from now
   * @param onRetry told about every failure that is retried
   * @param run what to repeat
   * @throws SQLException the last failure
   */
  public static <T> T ofAny(
      Deadline deadline, Duration patience, Consumer<SQLException> onRetry, CheckedSupplier<T> run)
      throws SQLException {
    return until(failure -> true, deadline, patience, onRetry, run);
  }

  private static <T> T until(
      Predicate<SQLException> isWorthAnother,
      Deadline deadline,
      Duration patience,
      Consumer<SQLException> onRetry,
      CheckedSupplier<T> run)
      throws SQLException {
    Duration half = deadline.remaining().dividedBy(2);
    Duration remaining = max(deadline.remaining().minus(LAST_ATTEMPT), half);
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(failure -> failure instanceof SQLException e && isWorthAnother.test(e))
            .withBackoff(FIRST_DELAY, LONGEST_DELAY)
            .withJitter(JITTER)
            .withMaxAttempts(-1)
            // The library asks for more than one delay.
            .withMaxDuration(max(min(remaining, patience), FIRST_DELAY.multipliedBy(2)))
            .onRetry(event -> onRetry.accept((SQLException) event.getLastException()))
            .build();
    try {
      return Failsafe.with(policy).get(run);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e;
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static boolean isWorthAnother(SQLException failure, Deadline unknownHost, Deadline race) {
    if (SqlStates.isRace(failure)) {
      return !race.remaining().isZero();
    }
    return SqlStates.isOutage(failure)
        && (!SqlStates.isUnknownHost(failure) || !unknownHost.remaining().isZero());
  }
}
