package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.failsafe.function.CheckedSupplier;
import io.github.auroraproxy.customresource.apply.Convergence;
import io.github.auroraproxy.customresource.apply.MigrationDirectory;
import io.github.auroraproxy.customresource.apply.MigrationTime;
import io.github.auroraproxy.customresource.apply.Migrator;
import io.github.auroraproxy.customresource.apply.Outcome;
import io.github.auroraproxy.customresource.apply.Removal;
import io.github.auroraproxy.customresource.apply.RunOrder;
import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.ClusterFailures;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.connection.Secrets;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.plan.PlanInput;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseIdentity;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.PasswordText;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code Custom::AuroraDatabase}: a database with its users, as the properties state them. */
final class DatabaseResource implements ResourceHandler {

  /** A cluster that can't be reached for longer than this is not paused or failing over. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Under RETAIN the marks alone are at stake, which is not worth holding up a deletion. */
  private static final Duration PATIENCE_TO_RELEASE = Duration.ofSeconds(30);

  /**
   * By which CloudFormation knows a resource whose creation goes on in further invocations. If one
   * fails, CloudFormation deletes what has this id, and what the creation made has to stay, as
   * after a creation that fails in its first invocation: CDK's framework keeps its deletion to
   * itself.
   */
  private static final String NOT_CREATED = "aurora-database-not-created";

  private static final String MIGRATION_TIMEOUT = "MigrationTimeout";

  /** invalid_catalog_name. */
  private static final String NO_SUCH_DATABASE = "3D000";

  /** What fails so may fail for ever. */
  private static final Set<FailureKind> UNREACHABLE =
      EnumSet.of(
          FailureKind.DATABASE_UNAVAILABLE, FailureKind.SECRET_UNUSABLE, FailureKind.LOGIN_REFUSED);

  private final FunctionEnvironment environment;

  DatabaseResource(FunctionEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public JsonNode handle(Request request, Deadline deadline, Journal journal) {
    try (Secrets secrets = environment.secrets().get()) {
      return request.type() == Request.Type.DELETE
          ? delete(request, secrets, deadline, journal)
          : converge(request, secrets, deadline, journal);
    }
  }

  private JsonNode converge(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    DesiredState state = DesiredState.parse(request.properties(), environment.configuration());
    Optional<Instant> migrationsEnd =
        request.migrationsEnd().or(() -> state.migrationTimeout().map(Instant.now()::plus));
    Cluster cluster = cluster(state.cluster(), secrets, deadline, request);
    Map<Identifier, Credentials> credentials = credentials(state, cluster, secrets);
    MigrationDirectory directory =
        MigrationDirectory.of(state.migrations(), environment.layers(), state.database());
    PlanInput input =
        new PlanInput(
            request.resource(),
            state,
            user -> credentials.get(user).scramVerifier(),
            formerSecrets(request),
            formerMode(request),
            directory.files(),
            migrationsEnd.map(end -> request.id()));
    Migrator migrator =
        new Migrator(
            cluster,
            state.owner(),
            state.database(),
            directory,
            migrationTime(state, migrationsEnd, deadline),
            journal);
    Optional<Outcome> outcome =
        repeated(
            cluster,
            // What broke while a long migration ran is worth as much patience as at the beginning.
            request.isContinued() ? deadline.remaining() : PATIENCE,
            journal,
            "set up database " + state.database(),
            () ->
                new Convergence(cluster, input, credentials, migrator, journal, order(request))
                    .run());
    if (outcome.isEmpty()) {
      journal.progress("the next invocation goes on with the migrations");
      return Response.unfinished(
          request.physicalResourceId().orElse(NOT_CREATED), migrationsEnd.orElseThrow());
    }
    abandoned(request, state)
        .ifPresent(identity -> takeBack(request, identity, secrets, deadline, journal));
    return Response.of(state, outcome.get());
  }

  private MigrationTime migrationTime(
      DesiredState state, Optional<Instant> migrationsEnd, Deadline deadline) {
    if (migrationsEnd.isEmpty()) {
      return MigrationTime.ofOneInvocation(deadline);
    }
    TimeLimits limits = environment.limits();
    return MigrationTime.ofSeveralInvocations(
        deadline,
        state.migrationTimeout().orElse(Duration.ZERO),
        Deadline.in(Duration.between(Instant.now(), migrationsEnd.get())),
        limits.file(),
        limits.afterFile());
  }

  /** Runs for an earlier request can only be there where its migrations may go on. */
  private static RunOrder order(Request request) {
    if (request.isContinued()) {
      return RunOrder.further(request.id());
    }
    boolean mayFollowOthers =
        request.properties().has(MIGRATION_TIMEOUT)
            || request.oldProperties().filter(old -> old.has(MIGRATION_TIMEOUT)).isPresent();
    return mayFollowOthers ? RunOrder.firstAfterOthers(request.resource()) : RunOrder.first();
  }

  /**
   * The database of an update that failed, if CloudFormation asks for the former one again, of
   * which it still has the id. It will send no Delete for the other.
   */
  private Optional<DatabaseIdentity> abandoned(Request request, DesiredState state) {
    String id = DatabaseIdentity.physicalResourceId(state.cluster().host(), state.database());
    if (request.type() != Request.Type.UPDATE
        || !request.physicalResourceId().equals(Optional.of(id))) {
      return Optional.empty();
    }
    return request
        .oldProperties()
        .flatMap(old -> DatabaseIdentity.of(old, environment.configuration()))
        .filter(identity -> identity.cluster().isPresent())
        .filter(identity -> !identity.physicalResourceId().equals(id))
        .map(
            identity ->
                identity.host().equals(state.cluster().host())
                    ? identity.from(state.maintenanceDatabase())
                    : identity);
  }

  /** The secrets by which renamed users are known; whatever else the old properties say. */
  private static Map<String, String> formerSecrets(Request request) {
    Map<String, String> secrets = new HashMap<>();
    request
        .oldProperties()
        .ifPresent(
            old -> {
              for (JsonNode user : old.path("Users")) {
                if (user.path("Username").isTextual() && user.path("SecretArn").isTextual()) {
                  secrets.put(user.get("Username").textValue(), user.get("SecretArn").textValue());
                }
              }
            });
    return secrets;
  }

  /** Not of what an update has adopted: another resource's proxy may have been let in before. */
  private static Optional<AuthenticationMode> formerMode(Request request) {
    return request
        .oldProperties()
        .filter(old -> !old.path("Adopt").asText().equals("true"))
        .flatMap(AuthenticationMode::in);
  }

  private JsonNode delete(Request request, Secrets secrets, Deadline deadline, Journal journal) {
    if (request.physicalResourceId().equals(Optional.of(NOT_CREATED))) {
      journal.warn(
          "The creation of this resource failed; what it made stays, and the next one goes on with it.");
      return Response.of(NOT_CREATED);
    }
    Optional<DatabaseIdentity> identity =
        DatabaseIdentity.of(
            request.physicalResourceId(), request.properties(), environment.configuration());
    if (identity.isEmpty()) {
      journal.warn("The properties name no database, so there is nothing to take down.");
    } else {
      takeDown(request, identity.get(), secrets, deadline, journal);
    }
    return Response.of(
        request
            .physicalResourceId()
            .or(() -> identity.map(DatabaseIdentity::physicalResourceId))
            .orElse("aurora-database"));
  }

  private void takeDown(
      Request request,
      DatabaseIdentity identity,
      Secrets secrets,
      Deadline deadline,
      Journal journal) {
    // What was deployed stands in the owner's mark and decides; the request says what to expect.
    boolean retained =
        !RemovalPolicy.DESTROY.name().equals(request.properties().path("RemovalPolicy").asText());
    try {
      remove(
          request,
          identity,
          !retained,
          secrets,
          deadline,
          retained ? PATIENCE_TO_RELEASE : PATIENCE,
          journal);
    } catch (FunctionException e) {
      if (!retained) {
        throw wayOut(e, request);
      }
      journal.warn("Database and users stay, with this stack's mark on them: " + e.getMessage());
    }
  }

  /** Whatever an update that failed has left is not worth the failure of its rollback. */
  private void takeBack(
      Request request,
      DatabaseIdentity identity,
      Secrets secrets,
      Deadline deadline,
      Journal journal) {
    try {
      remove(request, identity, false, secrets, deadline, PATIENCE_TO_RELEASE, journal);
    } catch (FunctionException e) {
      journal.warn(
          "What the failed update made for database '%s' at %s stays: %s"
              .formatted(identity.database(), identity.host(), e.getMessage()));
    }
  }

  private void remove(
      Request request,
      DatabaseIdentity identity,
      boolean destroyRequested,
      Secrets secrets,
      Deadline deadline,
      Duration patience,
      Journal journal) {
    ClusterConfiguration configuration = identity.cluster().orElseThrow(() -> notListed(identity));
    Cluster cluster = cluster(configuration, secrets, deadline, request);
    RunOrder order = order(request);
    repeated(
        cluster,
        patience,
        journal,
        "take down database " + identity.database(),
        () -> {
          try {
            new Removal(cluster, request.resource(), identity, destroyRequested, journal, order)
                .run();
          } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
              throw e;
            }
            // The property may name a database that is gone, or that never was.
            DatabaseIdentity fromDefault = identity.from(DatabaseIdentity.DEFAULT_MAINTENANCE);
            new Removal(cluster, request.resource(), fromDefault, destroyRequested, journal, order)
                .run();
          }
          return true;
        });
  }

  /** A cluster or a secret that is gone for good must not hold up the deletion of the stack. */
  private static FunctionException wayOut(FunctionException failure, Request request) {
    return UNREACHABLE.contains(failure.kind())
        ? new FunctionException(
            FailureKind.DATABASE_UNAVAILABLE,
            "%s If the cluster or the secret is gone for good, delete the stack without this resource: aws cloudformation delete-stack --stack-name %s --retain-resources %s"
                .formatted(
                    failure.getMessage(),
                    request.resource().stackName(),
                    request.resource().logicalId()))
        : failure;
  }

  private static FunctionException notListed(DatabaseIdentity identity) {
    return new FunctionException(
        FailureKind.INVALID_PROPERTY,
        "The cluster '%s' is not in this function's configuration, so database '%s' can't be dropped; deploy the stack with databaseRemovalPolicy RETAIN, or delete it and retain this resource, and have a DBA drop the database."
            .formatted(identity.host(), identity.database()));
  }

  private Cluster cluster(
      ClusterConfiguration configuration, Secrets secrets, Deadline deadline, Request request) {
    Credentials admin = secrets.read(configuration.adminSecretArn(), "the admin user");
    return new Cluster(
        environment.driver(),
        environment.authorities(),
        configuration,
        admin,
        deadline,
        request.isContinued()
            ? RunOrder.applicationName(request.resource())
            : Cluster.APPLICATION_NAME);
  }

  private static Map<Identifier, Credentials> credentials(
      DesiredState state, Cluster cluster, Secrets secrets) {
    Map<Identifier, Credentials> credentials = new HashMap<>();
    for (DatabaseUser user : state.users()) {
      if (user.name().value().equals(cluster.adminUsername())) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "User '%s' is the admin user of the cluster; give the application a user of its own."
                .formatted(user.name()));
      }
      // With IAM a secret is only the name by which a renamed user is known.
      if (state.authenticationMode().byPassword()) {
        String arn = user.secretArn().orElseThrow();
        Credentials read = secrets.read(arn, "user '%s'".formatted(user.name()));
        if (!read.username().equals(user.name().value())) {
          throw new FunctionException(
              FailureKind.SECRET_UNUSABLE,
              "The secret of user '%s' (%s) holds the user name %s, under which the proxy would log in; make the two the same."
                  .formatted(user.name(), arn, ForeignText.quoted(read.username())));
        }
        PasswordText.ambiguous(read.password())
            .ifPresent(
                character -> {
                  throw new FunctionException(
                      FailureKind.SECRET_UNUSABLE,
                      "The password in the secret of user '%s' (%s) holds the character U+%04X or depends on it, which clients change in different ways before they log in (SASLprep); set a password of ASCII characters."
                          .formatted(user.name(), arn, character));
                });
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
