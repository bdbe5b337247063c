package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Deadline;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The time that migrations may take. Where they may go on in further invocations, a file is begun
 * only if this invocation has the whole time that one may take: how long it takes is known only
 * afterwards, and an index that is built concurrently is left invalid when it is cut off.
 */
public final class MigrationTime {

  private final Deadline invocation;
  private final Optional<Together> together;

  private MigrationTime(Deadline invocation, Optional<Together> together) {
    this.invocation = invocation;
    this.together = together;
  }

  /**
   * All migrations have to end with this invocation.
   *
   * @param invocation when it ends
   */
  public static MigrationTime ofOneInvocation(Deadline invocation) {
    return new MigrationTime(invocation, Optional.empty());
  }

  /**
   * Migrations may go on in further invocations.
   *
   * @param invocation when this one ends
   * @param total how long all migrations of the request may take together, for the messages
   * @param end when that time is over
   * @param file how long one file may take
   * @param afterFile what an invocation needs after a file to leave the database closed
   */
  public static MigrationTime ofSeveralInvocations(
      Deadline invocation, Duration total, Deadline end, Duration file, Duration afterFile) {
    return new MigrationTime(invocation, Optional.of(new Together(total, end, file, afterFile)));
  }

  private record Together(Duration total, Deadline end, Duration file, Duration afterFile) {

    Duration forNext() {
      return Collections.min(List.of(end.remaining(), file));
    }
  }

  /** Whether another invocation may go on where this one ends. */
  boolean goesOn() {
    return together.isPresent();
  }

  /** Whether the time of all migrations together is over. */
  boolean isOver() {
    return together.filter(t -> t.end.isOver()).isPresent();
  }

  /** Whether this invocation may begin another file. */
  boolean allowsNext() {
    return together
        .map(t -> invocation.remaining().compareTo(t.forNext().plus(t.afterFile)) >= 0)
        .orElse(true);
  }

  /** How long the next file may take. */
  Duration forNext() {
    return together.map(Together::forNext).orElseGet(invocation::remaining);
  }

  /** How long one file may take, in words. */
  String fileInWords() {
    return inWords(together.orElseThrow().file);
  }

  /** How long all migrations may take together, in words. */
  String totalInWords() {
    return inWords(together.orElseThrow().total);
  }

  private static String inWords(Duration duration) {
    return duration.toSecondsPart() == 0
        ? "%s minutes".formatted(duration.toMinutes())
        : "%s seconds".formatted(duration.toSeconds());
  }
}
