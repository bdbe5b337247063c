package io.github.auroraproxy.customresource.connection;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Repeats a whole run after a transient error: the cluster was paused, failing over or out of
 * connections. A run converges, so the next one finishes what a broken one began.
 */
public final class Retries {

  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
  private static final double JITTER = 0.25;

  /** What an attempt needs: one that has less fails for want of time, which hides the cause. */
  private static final Duration LAST_ATTEMPT = Duration.ofSeconds(3);

  /**
   * A name that still has no address by then is wrong, and what two runs do to each other has
   * passed.
   */
  private static final Duration BRIEF = Duration.ofSeconds(30);

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
    return by(failure -> Cause.of(failure).retry(), deadline, patience, onRetry, run);
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
    return until(
        failure -> Cause.of(failure).isConflict(), deadline, deadline.remaining(), onRetry, run);
  }

  /**
   * Repeats as a table of causes says.
   *
   * @param retry whether another attempt may end better
   * @param deadline when to give up
   * @param patience when to give up at the latest, counted from now
   * @param onRetry told about every failure that is retried
   * @param run what to repeat
   * @throws SQLException the last failure
   */
  public static <T> T by(
      Function<SQLException, Cause.Retry> retry,
      Deadline deadline,
      Duration patience,
      Consumer<SQLException> onRetry,
      CheckedSupplier<T> run)
      throws SQLException {
    Deadline brief = Deadline.in(BRIEF);
    return until(
        failure ->
            switch (retry.apply(failure)) {
              case NEVER -> false;
              case BRIEFLY -> !brief.isOver();
              case UNTIL_THE_DEADLINE -> true;
            },
        deadline,
        patience,
        onRetry,
        run);
  }

  private static <T> T until(
      Predicate<SQLException> isWorthAnother,
      Deadline deadline,
      Duration patience,
      Consumer<SQLException> onRetry,
      CheckedSupplier<T> run)
      throws SQLException {
    Duration half = deadline.remaining().dividedBy(2);
    Duration remaining = Collections.max(List.of(deadline.remaining().minus(LAST_ATTEMPT), half));
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(failure -> failure instanceof SQLException e && isWorthAnother.test(e))
            .withBackoff(FIRST_DELAY, LONGEST_DELAY)
            .withJitter(JITTER)
            .withMaxAttempts(-1)
            // The library asks for more than one delay.
            .withMaxDuration(
                Collections.max(
                    List.of(
                        Collections.min(List.of(remaining, patience)),
                        FIRST_DELAY.multipliedBy(2))))
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
}
