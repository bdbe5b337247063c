package io.github.auroraproxy.localaws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes what is still open when the JVM ends, Ctrl-C included, the newest first.
 *
 * <p>The JVM runs its shutdown hooks side by side; one hook for all keeps the order, so that a
 * server has stopped before its program is deleted.
 */
public final class ExitCleanup {

  private static final Deque<Runnable> OPEN = new ArrayDeque<>();
  private static final CountDownLatch EXITING = new CountDownLatch(1);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ExitCleanup::closeAll, "local-aws-cleanup"));
  }

  private ExitCleanup() {}

  /**
   * Remembers what is to be done.
   *
   * @throws LocalAwsException while the JVM is ending, when nothing new may start
   */
  public static synchronized void register(Runnable close) {
    if (EXITING.getCount() == 0) {
      throw new LocalAwsException("This JVM is ending; nothing new is started.");
    }
    OPEN.push(close);
  }

  /** Forgets what was done by other means. */
  public static synchronized void forget(Runnable close) {
    OPEN.remove(close);
  }

  /**
   * Whether the JVM is ending, or begins to while this waits. A terminal interrupts child
   * processes, too, so that one of them may have ended before this JVM begins to.
   */
  public static boolean isExitingWithin(Duration time) {
    try {
      return EXITING.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void closeAll() {
    List<Runnable> open;
    synchronized (ExitCleanup.class) {
      EXITING.countDown();
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
