package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Ends a file that takes too long. A statement_timeout binds single statements, and a file may hold
 * any number of them, so whatever the session executes after the time is canceled.
 */
final class FileTimer implements AutoCloseable {

  /** Between two statements there is nothing to cancel. */
  private static final long AGAIN_MILLIS = 200;

  private final Deadline end;
  private final Connection connection;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "file-timer");
            thread.setDaemon(true);
            return thread;
          });
  private boolean closed;

  /**
   * @param connection that applies the file
   * @param limit how long it may take
   */
  FileTimer(Connection connection, Duration limit) {
    this.connection = connection;
    this.end = Deadline.in(limit);
    scheduler.scheduleWithFixedDelay(
        this::cancel, limit.toMillis(), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether the time of the file is over. */
  boolean isOver() {
    return end.isOver();
  }

  private synchronized void cancel() {
    if (closed) {
      return;
    }
    try {
      connection.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException ended) {
      scheduler.shutdown();
    }
  }

  /** Cancels nothing any more: what the session executes next is not the file's. */
  @Override
  public synchronized void close() {
    closed = true;
    scheduler.shutdownNow();
  }
}
