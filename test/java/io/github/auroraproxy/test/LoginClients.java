package io.github.auroraproxy.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that log in, ask who they are, and log in again, all the time. */
final class LoginClients implements AutoCloseable {

  private static final int LONGEST_PAUSE_MILLIS = 1_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger moment = new AtomicInteger();

  /** For each user, the latest moment at which a login began that has ended. */
  private final Map<String, Integer> latest = new ConcurrentHashMap<>();

  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger logins = new AtomicInteger();
  private volatile boolean closed;

  /**
   * Starts one more.
   *
   * @param password of the user, or a token in its place
   */
  void start(String url, String user, String password) {
    latest.put(user, 0);
    threads.submit(
        () -> {
          while (!closed) {
            int begun = moment.get();
            logIn(url, user, password);
            latest.merge(user, begun, Math::max);
            Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
          }
          return null;
        });
  }

  private void logIn(String url, String user, String password) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      row.next();
      if (row.getString(1).equals(user)) {
        logins.incrementAndGet();
      } else {
        refusals.add("%s is logged in as %s".formatted(user, row.getString(1)));
      }
    } catch (SQLException | RuntimeException e) {
      refusals.add("%s: %s".formatted(user, e.getMessage()));
    }
  }

  /** Waits until a login of each user that began after now has ended. */
  void awaitLogins() {
    int now = moment.incrementAndGet();
    while (latest.values().stream().anyMatch(begun -> begun < now)) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What was not a login, since the last time it was asked. */
  List<String> refusals() {
    List<String> told = new ArrayList<>();
    for (String refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
      told.add(refusal);
    }
    return told;
  }

  /** How many logins there were. */
  int logins() {
    return logins.get();
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
