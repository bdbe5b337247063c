package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.function.CheckedSupplier;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.ClusterFailures;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.connection.RootCertificates;
import io.github.auroraproxy.customresource.connection.Secrets;
import io.github.auroraproxy.customresource.failure.BootstrapException;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import io.github.auroraproxy.customresource.failure.SecretUnusableException;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code Custom::AuroraDatabase}: a database with its users, as the properties state them. */
final class DatabaseResource implements CustomResource {

  /** A cluster that can't be reached for longer than this is not paused or failing over. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Under RETAIN the marks alone are at stake, which is not worth holding up a deletion. */
  private static final Duration PATIENCE_TO_RELEASE = Duration.ofSeconds(30);

  private final Surroundings surroundings;

  DatabaseResource(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public JsonNode handle(Request request, Deadline deadline, Journal journal) {
    try (Secrets secrets = surroundings.secrets().get()) {
      return request.type() == Request.Type.DELETE
          ? delete(request, secrets, deadline, journal)
          : converge(request, secrets, deadline, journal);
    }
  }

  private JsonNode converge(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    DesiredState state = DesiredState.parse(request.properties());
    Optional<DesiredState> old = request.oldProperties().map(DesiredState::parse);
    Optional<DesiredState> before = old.filter(state::isOfSameDatabase);
    Cluster cluster = cluster(state, secrets, deadline);
    Map<Identifier, Credentials> credentials = credentials(state, cluster, secrets);
    Outcome outcome =
        repeated(
            cluster,
            PATIENCE,
            journal,
            "set up database " + state.database(),
            () ->
                new Reconciler(
                        cluster,
                        request.owner(),
                        state,
                        before,
                        credentials,
                        surroundings.layers(),
                        journal)
                    .run());
    if (isRollback(request, state)) {
      old.filter(o -> !state.isOfSameDatabase(o))
          .ifPresent(abandoned -> takeDown(request, abandoned, secrets, deadline, journal));
    }
    return Answer.of(state, outcome);
  }

  private JsonNode delete(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    DesiredState state = DesiredState.parse(request.properties());
    takeDown(request, state, secrets, deadline, journal);
    return Answer.of(
        request.physicalResourceId().orElseGet(() -> Answer.physicalResourceId(state)));
  }

  /**
   * Whether an update that asked for another database failed, and CloudFormation asks for the
   * former one again, of which it still has the id. It will send no Delete for the other.
   */
  private static boolean isRollback(Request request, DesiredState state) {
    return request.type() == Request.Type.UPDATE
        && request.physicalResourceId().equals(Optional.of(Answer.physicalResourceId(state)));
  }

  private void takeDown(
      Request request, DesiredState state, Secrets secrets, Deadline deadline, Journal journal) {
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
  }

  private Cluster cluster(DesiredState state, Secrets secrets, Deadline deadline) {
    Credentials master = secrets.read(state.adminSecretArn(), "the master user");
    return new Cluster(
        surroundings.driver(),
        surroundings.rootCertificates().orElseGet(RootCertificates::ofRds),
        state.host(),
        state.port(),
        state.tls(),
        master,
        deadline);
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
      return Retries.ofTransient(
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
