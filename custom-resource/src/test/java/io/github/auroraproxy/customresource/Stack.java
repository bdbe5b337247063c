package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Driver;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CloudFormation stack with one database, behind CDK's provider framework: it rolls back what
 * failed, deletes what was replaced, and is made again under its name after a failed creation.
 */
final class Stack {

  private static final int MOST_REMEDIES = 4;
  private static final Pattern OBJECTS_ELSEWHERE =
      Pattern.compile(
          "role '(?<role>\\w+)' cannot be dropped, because objects in .(?<databases>[\\w, ]+)");

  private final TestCluster cluster;
  private final String name;
  private int generation = 1;
  private Optional<State> deployed = Optional.empty();

  Stack(TestCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** What the last deployment that succeeded asked for. */
  Optional<State> deployed() {
    return deployed;
  }

  String name() {
    return name;
  }

  /** How a deployment ended. */
  enum End {
    DEPLOYED,
    /** The first deployment failed: nothing is deployed, and what is there stays. */
    NOT_CREATED,
    ROLLED_BACK,
    /** There is no way back, because another stack has adopted what this one had. */
    TAKEN_OVER
  }

  /**
   * Deploys as {@code cdk deploy} does.
   *
   * @param driver of the function's first run; a failed one is not repeated
   */
  End deploy(State state, Driver driver) {
    if (deployed.isEmpty()) {
      boolean created = succeeds("Create", state, Optional.empty(), state, driver);
      // The Delete after a failed Create never reaches the function.
      generation += created ? 0 : 1;
      deployed = created ? Optional.of(state) : Optional.empty();
      return created ? End.DEPLOYED : End.NOT_CREATED;
    }
    State before = deployed.orElseThrow();
    if (!succeeds("Update", state, deployed, before, driver)) {
      Run rollback =
          send("Update", before, Optional.of(state), before, new org.postgresql.Driver());
      if (rollback.error().filter(e -> e.contains("set Adopt to take it over")).isPresent()) {
        return End.TAKEN_OVER;
      }
      rollback.data();
      return End.ROLLED_BACK;
    }
    deployed = Optional.of(state);
    if (!before.database().equals(state.database())) {
      delete(before);
    }
    return End.DEPLOYED;
  }

  /** Deletes the stack; a run that is killed is invoked again. */
  void delete(Driver driver) {
    State state = deployed.orElseThrow();
    if (!succeeds("Delete", state, Optional.empty(), state, driver)) {
      delete(state);
    }
    deployed = Optional.empty();
    generation++;
  }

  /** A person does what the message asks for, and deletes again. */
  private void delete(State state) {
    Run run = send("Delete", state, Optional.empty(), state, new org.postgresql.Driver());
    for (int i = 0; i < MOST_REMEDIES && run.error().isPresent(); i++) {
      Matcher elsewhere = OBJECTS_ELSEWHERE.matcher(run.error().orElseThrow());
      if (elsewhere.find()) {
        for (String database : elsewhere.group("databases").split(", ")) {
          cluster.asSuperuser(database, "DROP OWNED BY " + elsewhere.group("role"));
        }
        run = send("Delete", state, Optional.empty(), state, new org.postgresql.Driver());
      }
    }
    run.data();
  }

  /** The deployed state once more. */
  Run again() {
    State state = deployed.orElseThrow();
    return send("Update", state, deployed, state, new org.postgresql.Driver());
  }

  private boolean succeeds(
      String type, State state, Optional<State> old, State known, Driver driver) {
    try {
      return send(type, state, old, known, driver).error().isEmpty();
    } catch (CuttingDriver.Killed killed) {
      return false;
    }
  }

  private Run send(String type, State state, Optional<State> old, State known, Driver driver) {
    Optional<ObjectNode> oldProperties = old.map(cluster::properties);
    return cluster.send(type, id(), cluster.properties(state), oldProperties, known, driver);
  }

  private String id() {
    return "arn:aws:cloudformation:us-east-1:111122223333:stack/%s/%d".formatted(name, generation);
  }
}
