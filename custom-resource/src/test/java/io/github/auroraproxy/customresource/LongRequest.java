package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Driver;
import java.time.Duration;
import java.time.Instant;

/**
 * A request of CloudFormation behind CDK's provider framework with {@code isComplete}: the function
 * gets the request first, and then the request with its own answer in it, until it is complete.
 */
final class LongRequest {

  /** More than any test needs, so that a request that never ends fails. */
  private static final int MOST_INVOCATIONS = 30;

  private final TestCluster cluster;
  private final Duration timeout;
  private ObjectNode event;

  /**
   * @param event that CloudFormation sends
   * @param timeout that Lambda gives the function
   */
  LongRequest(TestCluster cluster, ObjectNode event, Duration timeout) {
    this.cluster = cluster;
    this.event = event;
    this.timeout = timeout;
  }

  /** The next invocation; one that is killed, or whose answer is lost, is invoked again. */
  Run next() {
    return next(new org.postgresql.Driver());
  }

  Run next(Driver driver) {
    Run run = cluster.invoke(event, driver, timeout);
    // The framework adds the first answer to the request, and none of the unfinished later ones.
    if (run.answer().isPresent() && !event.has("IsComplete")) {
      event = event.deepCopy().setAll((ObjectNode) run.answer().get());
    }
    return run;
  }

  /** The same invocation as the last one. */
  Run once() {
    return cluster.invoke(event, new org.postgresql.Driver(), timeout);
  }

  /** Invokes until the function has failed or completed the request. */
  Run toTheEnd() {
    for (int i = 0; i < MOST_INVOCATIONS; i++) {
      Run run = next();
      if (run.error().isPresent() || isComplete(run)) {
        return run;
      }
    }
    throw new AssertionError("not complete after %d invocations".formatted(MOST_INVOCATIONS));
  }

  static boolean isComplete(Run run) {
    return run.answer().orElseThrow().path("IsComplete").asBoolean();
  }

  /** The id by which CloudFormation knows the resource if the request fails now. */
  String physicalResourceId() {
    return event.path("PhysicalResourceId").asText();
  }

  /** Lets the time of all migrations together end so much later than now. */
  void endsIn(Duration time) {
    event.put("MigrationsEnd", Instant.now().plus(time).toString());
  }
}
