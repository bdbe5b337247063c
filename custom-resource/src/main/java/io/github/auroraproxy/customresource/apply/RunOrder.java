package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Session;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the runs for a resource in the order of their requests. CloudFormation may cancel a request
 * whose migrations go on in further invocations and send another, such as a rollback, while the
 * state machine still invokes the function for the former. The later request ends what runs for the
 * former, and what is invoked for the former after that changes nothing any more.
 */
public final class RunOrder {

  /** The sessions of the admin whose run goes on with a request; those of no other are ended. */
  private static final String END_EARLIER =
      """
      SELECT pg_terminate_backend(pid), pg_sleep(0.05) FROM pg_stat_activity
      WHERE usename = session_user AND application_name = ?::text""";

  private final Optional<String> request;
  private final Optional<String> earlierRuns;

  private RunOrder(Optional<String> request, Optional<String> earlierRuns) {
    this.request = request;
    this.earlierRuns = earlierRuns;
  }

  /** The first run of a request that no run of another invocation can precede. */
  public static RunOrder first() {
    return new RunOrder(Optional.empty(), Optional.empty());
  }

  /**
   * The first run of a request.
   *
   * @param resource whose runs for an earlier request it ends
   */
  public static RunOrder firstAfterOthers(ResourceId resource) {
    return new RunOrder(Optional.empty(), Optional.of(applicationName(resource)));
  }

  /**
   * A run that goes on with a request.
   *
   * @param request whose id stands in the owner's mark until its migrations are applied
   */
  public static RunOrder further(String request) {
    return new RunOrder(Optional.of(request), Optional.empty());
  }

  /** The name of the sessions of a run that goes on; PostgreSQL takes 63 bytes. */
  public static String applicationName(ResourceId resource) {
    return "%s %s"
        .formatted(
            Cluster.APPLICATION_NAME,
            UUID.nameUUIDFromBytes(resource.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the run goes on with a request. */
  boolean isFurther() {
    return request.isPresent();
  }

  /**
   * @param admin before it takes the lock
   */
  void endEarlierRuns(Session admin) throws SQLException {
    if (earlierRuns.isPresent()) {
      admin.texts(END_EARLIER, earlierRuns.get());
    }
  }

  /**
   * @param owner as it is, before anything is changed
   * @param database for the message
   * @throws FunctionException if a later request has worked on the database
   */
  void check(Optional<PresentRole> owner, Identifier database) {
    Optional<String> current = owner.flatMap(PresentRole::mark).flatMap(Mark::request);
    if (isFurther() && !current.equals(request)) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The request %s for database '%s' goes on no further, because a later one, such as a rollback, has worked on it since; nothing is to be done."
              .formatted(request.get(), database));
    }
  }
}
