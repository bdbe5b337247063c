package io.github.auroraproxy.customresource.connection;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Repeats a whole run when the cluster was away: paused, failing over or full. A run converges, so
 * the next one finishes what a broken one began.
 */
public final class Retries {

  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
  private static final double JITTER = 0.25;

  /** A name that still has no address by then is wrong; a failover changes addresses only. */
  private static final Duration UNKNOWN_HOST_PATIENCE = Duration.ofSeconds(30);

  private Retries() {}

  /**
   * @param deadline when to give up
   * @param patience when to give up at the latest, counted from now
   * @param onRetry told about every failure that is retried
   * @param run what to repeat
   * @throws SQLException the last failure
   */
  public static <T> T until(
      Deadline deadline, Duration patience, Consumer<SQLException> onRetry, CheckedSupplier<T> run)
      throws SQLException {
    Duration remaining = deadline.remaining();
    Deadline unknownHost = Deadline.in(UNKNOWN_HOST_PATIENCE);
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(failure -> isWorthAnother(failure, unknownHost))
            .withBackoff(FIRST_DELAY, LONGEST_DELAY)
            .withJitter(JITTER)
            .withMaxAttempts(-1)
            .withMaxDuration(remaining.compareTo(patience) < 0 ? remaining : patience)
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

  private static boolean isWorthAnother(Throwable failure, Deadline unknownHost) {
    return SqlStates.isTransient(failure)
        && (!SqlStates.isUnknownHost((SQLException) failure) || !unknownHost.remaining().isZero());
  }
}
