package io.github.auroraproxy.customresource.connection;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.PGConnection;

/**
 * The moment by which the function has to have answered: earlier than Lambda's own end, which would
 * leave CloudFormation without a reason. The connections of a run end with it, since a timeout that
 * was set when one was made knows nothing of what the run has waited for since.
 */
public final class Deadline {

  private final long endNanos;
  private final Queue<WeakReference<Connection>> connections = new ConcurrentLinkedQueue<>();
  private volatile String activity = "read the secrets from Secrets Manager";

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

  /** Whether nothing is left. */
  public boolean isOver() {
    return remaining().isZero();
  }

  /** What the run does next, as it follows "the function was to". */
  public void next(String activity) {
    this.activity = activity;
  }

  /** What the run does, as it follows "the function was to". */
  public String activity() {
    return activity;
  }

  /** The connection ends with the run. */
  public void bind(Connection connection) {
    connections.removeIf(reference -> reference.refersTo(null));
    connections.add(new WeakReference<>(connection));
  }

  /**
   * Asks the server to cancel what the connections execute, so that it says what it was waiting for
   * and goes on with nothing. Returns at once.
   */
  public void cancelStatements() {
    open().forEach(connection -> aside(() -> cancel(connection)));
  }

  /** Ends the connections without a word to the server, which may be gone. Returns at once. */
  public void abortConnections() {
    open().forEach(connection -> aside(() -> connection.abort(Runnable::run)));
  }

  private static void cancel(Connection connection) throws SQLException {
    if (connection.isWrapperFor(PGConnection.class)) {
      connection.unwrap(PGConnection.class).cancelQuery();
    }
  }

  private List<Connection> open() {
    return connections.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
  }

  /** What may wait for the server, or for a lock in the driver. */
  private static void aside(Ending ending) {
    Thread thread =
        new Thread(
            () -> {
              try {
                ending.run();
              } catch (SQLException alreadyEnded) {
                // Nothing is left to end.
              }
            },
            "deadline");
    thread.setDaemon(true);
    thread.start();
  }

  @FunctionalInterface
  private interface Ending {
    void run() throws SQLException;
  }
}
