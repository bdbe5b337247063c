package io.github.auroraproxy.localaws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Closes what is still open when the JVM ends, Ctrl-C included, the newest first.
 *
 * <p>The JVM runs its shutdown hooks side by side; one hook for all keeps the order, so that a
 * server has stopped before its program is deleted.
 */
final class ExitCleanup {

  private static final Deque<Runnable> OPEN = new ArrayDeque<>();
  private static boolean exiting;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ExitCleanup::closeAll, "local-aws-cleanup"));
  }

  private ExitCleanup() {}

  /** Remembers the part; fails while the JVM is ending, when nothing new may start. */
  static synchronized void register(Runnable close) {
    if (exiting) {
      throw new LocalAwsException("This JVM is ending; nothing new is started.");
    }
    OPEN.push(close);
  }

  static synchronized void forget(Runnable close) {
    OPEN.remove(close);
  }

  private static void closeAll() {
    List<Runnable> open;
    synchronized (ExitCleanup.class) {
      exiting = true;
      open = new ArrayList<>(OPEN);
    }
    for (Runnable close : open) {
      try {
        close.run();
      } catch (RuntimeException e) {
        System.err.println("Not everything was cleaned up: " + e.getMessage());
      }
    }
  }
}
