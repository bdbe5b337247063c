package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.operations.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds on to a connection for a time, and to the next one when it breaks: a failover drill.
 *
 * <p>While the connection is down, it is tried again every second, so the length of an interruption
 * is known to a second.
 */
final class ConnectionWatch {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final TokenLogin login;
  private final String query;
  private final Clock clock;
  private final Pause pause;
  private final Consumer<String> log;
  private final List<Interruption> interruptions = new ArrayList<>();
  private int checks;
  private Connection connection;
  private Interruption open;

  ConnectionWatch(TokenLogin login, String query, Clock clock, Pause pause, Consumer<String> log) {
    this.login = login;
    this.query = query;
    this.clock = clock;
    this.pause = pause;
    this.log = log;
  }

  /**
   * A time in which nothing was answered.
   *
   * @param end null if it was not over
   * @param length null if it was not over
   */
  record Interruption(Instant start, Instant end, Duration length, String error) {

    Interruption endingAt(Instant time) {
      return new Interruption(start, time, Duration.between(start, time), error);
    }
  }

  /** How it went: the checks that were answered, and the times in which none was. */
  record Outcome(int answeredChecks, List<Interruption> interruptions) {

    boolean isOver() {
      return interruptions.stream().allMatch(interruption -> interruption.end() != null);
    }
  }

  /**
   * @throws SQLException if the first login fails; later failures are interruptions
   */
  Outcome run(int repetitions, Duration interval) throws SQLException {
    Instant end = clock.instant().plus(interval.multipliedBy(repetitions));
    connection = login.connect();
    try {
      do {
        check();
      } while (waited(open == null ? interval : RETRY) && clock.instant().isBefore(end));
    } finally {
      close();
    }
    if (open != null) {
      interruptions.add(open);
    }
    return new Outcome(checks, interruptions);
  }

  private void check() {
    try {
      if (connection == null) {
        connection = login.connect();
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(query);
      }
      checks++;
      if (open != null) {
        Interruption over = open.endingAt(clock.instant());
        interruptions.add(over);
        open = null;
        log.accept("%s back after %d s".formatted(over.end(), over.length().toSeconds()));
      }
    } catch (SQLException e) {
      close();
      if (open == null) {
        open = new Interruption(clock.instant(), null, null, LoginFailure.firstLine(e));
        log.accept("%s lost: %s".formatted(open.start(), open.error()));
      }
    }
  }

  private boolean waited(Duration length) {
    try {
      pause.sleep(length);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.accept("The broken connection could not be closed: " + LoginFailure.firstLine(e));
    }
    connection = null;
  }
}
