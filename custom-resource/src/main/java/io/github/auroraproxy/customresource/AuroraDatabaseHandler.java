package io.github.auroraproxy.customresource;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.function.CheckedSupplier;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.ClusterFailures;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.connection.Secrets;
import io.github.auroraproxy.customresource.failure.BootstrapException;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import io.github.auroraproxy.customresource.failure.SecretUnusableException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The Lambda function behind {@code Custom::AuroraDatabase}. CDK's provider framework invokes it
 * and answers CloudFormation: with what is returned, or with the message of what is thrown.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html">CDK:
 *     custom resources</a>
 */
public final class AuroraDatabaseHandler implements RequestStreamHandler {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Left of Lambda's time for the answer. */
  private static final Duration RESERVE = Duration.ofSeconds(10);

  /** A cluster that can't be reached for longer than this is not paused or failing over. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Under RETAIN the marks alone are at stake, which is not worth holding up a deletion. */
  private static final Duration PATIENCE_TO_RELEASE = Duration.ofSeconds(30);

  private final Driver driver = new org.postgresql.Driver();

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    LambdaLogger logger = context.getLogger();
    try {
      JSON.writeValue(output, handle(JSON.readTree(input), context));
    } catch (BootstrapException e) {
      logger.log(e.getMessage(), LogLevel.ERROR);
      throw e;
    }
  }

  private JsonNode handle(JsonNode event, Context context) {
    Request request = Request.of(event);
    Deadline deadline = Deadline.in(timeFor(context));
    Journal journal =
        new Journal(
            line -> context.getLogger().log(line, LogLevel.INFO),
            line -> context.getLogger().log(line, LogLevel.WARN));
    try (Secrets secrets = Secrets.create()) {
      JsonNode answer =
          request.type() == Request.Type.DELETE
              ? delete(request, secrets, deadline, journal)
              : converge(request, secrets, deadline, journal);
      context.getLogger().log(Answer.summary(journal.changes()), LogLevel.INFO);
      return answer;
    }
  }

  /** At least half of what is left, so that a short timeout is no reason not to try. */
  private static Duration timeFor(Context context) {
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Duration half = remaining.dividedBy(2);
    Duration reserved = remaining.minus(RESERVE);
    return reserved.compareTo(half) > 0 ? reserved : half;
  }

  private JsonNode converge(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    DesiredState state = DesiredState.parse(request.properties());
    Optional<DesiredState> before =
        request
            .oldProperties()
            .map(DesiredState::parse)
            .filter(old -> Answer.physicalResourceId(old).equals(Answer.physicalResourceId(state)));
    Cluster cluster = cluster(state, secrets, deadline);
    Map<Identifier, Credentials> credentials = credentials(state, cluster, secrets);
    Outcome outcome =
        repeated(
            cluster,
            PATIENCE,
            journal,
            "set up database " + state.database(),
            () ->
                new Reconciler(cluster, request.owner(), state, before, credentials, journal)
                    .run());
    return Answer.of(state, outcome);
  }

  private JsonNode delete(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    DesiredState state = DesiredState.parse(request.properties());
    try {
      Cluster cluster = cluster(state, secrets, deadline);
      repeated(
          cluster,
          state.removalPolicy() == RemovalPolicy.RETAIN ? PATIENCE_TO_RELEASE : PATIENCE,
          journal,
          "take down database " + state.database(),
          () -> {
            new Teardown(cluster, request.owner(), state, journal).run();
            return true;
          });
    } catch (BootstrapException e) {
      if (state.removalPolicy() != RemovalPolicy.RETAIN) {
        throw e;
      }
      journal.warn("Database and users stay, with this stack's mark on them: " + e.getMessage());
    }
    return Answer.of(
        request.physicalResourceId().orElseGet(() -> Answer.physicalResourceId(state)));
  }

  private Cluster cluster(DesiredState state, Secrets secrets, Deadline deadline) {
    Credentials master = secrets.read(state.adminSecretArn(), "the master user");
    return new Cluster(driver, state.host(), state.port(), state.tls(), master, deadline);
  }

  private static Map<Identifier, Credentials> credentials(
      DesiredState state, Cluster cluster, Secrets secrets) {
    Map<Identifier, Credentials> credentials = new HashMap<>();
    for (DatabaseUser user : state.users()) {
      if (user.name().value().equals(cluster.masterUsername())) {
        throw new InvalidPropertyException(
            "User '%s' is the cluster's master user; give the application a user of its own."
                .formatted(user.name()));
      }
      if (user.secretArn().isPresent()) {
        Credentials read = secrets.read(user.secretArn().get(), "user '%s'".formatted(user.name()));
        if (!read.username().equals(user.name().value())) {
          throw new SecretUnusableException(
              "The secret of user '%s' (%s) holds the user name '%s', under which the proxy would log in; make the two the same."
                  .formatted(user.name(), user.secretArn().get(), read.username()));
        }
        credentials.put(user.name(), read);
      }
    }
    return credentials;
  }

  private static <T> T repeated(
      Cluster cluster, Duration patience, Journal journal, String step, CheckedSupplier<T> run) {
    try {
      return Retries.until(
          cluster.deadline(),
          patience,
          failure ->
              journal.warn(
                  "Trying again after SQLSTATE %s from %s"
                      .formatted(failure.getSQLState(), cluster.address())),
          run);
    } catch (SQLException e) {
      throw ClusterFailures.explained(e, cluster, step);
    }
  }
}
