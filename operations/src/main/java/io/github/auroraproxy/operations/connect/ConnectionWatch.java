package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.commandline.Pause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a statement on one connection again and again, connects again when the connection breaks,
 * and records each interruption: a failover drill.
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
  private Optional<Connection> connection = Optional.empty();
  private Optional<Interruption> open = Optional.empty();

  ConnectionWatch(TokenLogin login, String query, Clock clock, Pause pause, Consumer<String> log) {
    this.login = login;
    this.query = query;
    this.clock = clock;
    this.pause = pause;
    this.log = log;
  }

  /**
   * A time in which no statement was answered.
   *
   * @param end empty if it was not over
   * @param length empty if it was not over
   */
  record Interruption(
      Instant start, Optional<Instant> end, Optional<Duration> length, String error) {

    Interruption endingAt(Instant time) {
      return new Interruption(
          start, Optional.of(time), Optional.of(Duration.between(start, time)), error);
    }
  }

  /** The number of answered statements, and the times in which none was answered. */
  record Outcome(int answeredChecks, List<Interruption> interruptions) {

    boolean isOver() {
      return interruptions.stream().allMatch(interruption -> interruption.end().isPresent());
    }
  }

  /**
   * @throws SQLException if the first login fails; later failures are interruptions
   */
  Outcome run(int repetitions, Duration interval) throws SQLException {
    Instant end = clock.instant().plus(interval.multipliedBy(repetitions));
    connection = Optional.of(login.connect());
    try {
      do {
        check();
      } while (waited(open.isEmpty() ? interval : RETRY) && clock.instant().isBefore(end));
    } finally {
      close();
    }
    open.ifPresent(interruptions::add);
    return new Outcome(checks, interruptions);
  }

  private void check() {
    try {
      if (connection.isEmpty()) {
        connection = Optional.of(login.connect());
      }
      try (Statement statement = connection.get().createStatement()) {
        statement.execute(query);
      }
      checks++;
      if (open.isPresent()) {
        Instant end = clock.instant();
        interruptions.add(open.get().endingAt(end));
        log.accept(
            "%s back after %d s"
                .formatted(end, Duration.between(open.get().start(), end).toSeconds()));
        open = Optional.empty();
      }
    } catch (SQLException e) {
      close();
      if (open.isEmpty()) {
        Interruption begun =
            new Interruption(
                clock.instant(), Optional.empty(), Optional.empty(), LoginFailure.firstLine(e));
        open = Optional.of(begun);
        log.accept("%s lost: %s".formatted(begun.start(), begun.error()));
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
      if (connection.isPresent()) {
        connection.get().close();
      }
    } catch (SQLException e) {
      log.accept("The broken connection could not be closed: " + LoginFailure.firstLine(e));
    }
    connection = Optional.empty();
  }
}
