package io.github.auroraproxy.customresource;

import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work in a thread of its own and ends it at the deadline, whatever the work waits for: a name
 * server, a handshake, a network that swallows what is sent. Lambda would end the function without
 * an answer.
 */
final class BoundedRun {

  private static final Duration LONGEST_GRACE = Duration.ofSeconds(2);
  private static final int STEPS = 4;

  private final Deadline deadline;
  private final Duration grace;

  /**
   * @param deadline when the work has to end
   * @param reserve what is left after the deadline
   */
  BoundedRun(Deadline deadline, Duration reserve) {
    this.deadline = deadline;
    this.grace = Collections.min(List.of(reserve.dividedBy(STEPS), LONGEST_GRACE));
  }

  /**
   * @throws FunctionException if the work did not end after its statements were canceled and its
   *     connections broken
   */
  <T> T of(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "run");
    thread.setDaemon(true);
    thread.start();
    Optional<T> answer = answer(task, deadline.remaining());
    if (answer.isEmpty()) {
      deadline.cancelStatements();
      answer = answer(task, grace);
    }
    if (answer.isEmpty()) {
      deadline.abortConnections();
      answer = answer(task, grace);
    }
    // A run that goes on would meet the next invocation.
    thread.interrupt();
    return answer.orElseThrow(
        () ->
            new FunctionException(
                FailureKind.DATABASE_UNAVAILABLE,
                "The deadline passed while the function was to %s; check that the network lets it through, give the function a longer timeout, or look for locks in pg_stat_activity."
                    .formatted(deadline.activity())));
  }

  private static <T> Optional<T> answer(FutureTask<T> task, Duration time) {
    try {
      return Optional.of(task.get(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException notYet) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the function ran", e);
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
