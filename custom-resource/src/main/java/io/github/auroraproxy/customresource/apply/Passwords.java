package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.customresource.connection.Credentials;
import io.github.auroraproxy.customresource.plan.Change;
import io.github.auroraproxy.customresource.plan.Step;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sets the password of each user to that of its secret. The catalog shows no password, so the way
 * to know is to log in. Many users log in side by side: the version of a secret could stand in a
 * mark, but then a password that somebody else changed would never be noticed.
 */
final class Passwords {

  private static final int SIDE_BY_SIDE = 8;

  private final Cluster cluster;
  private final DesiredState state;
  private final Map<Identifier, Credentials> credentials;
  private final Applier applier;

  Passwords(
      Cluster cluster,
      DesiredState state,
      Map<Identifier, Credentials> credentials,
      Applier applier) {
    this.cluster = cluster;
    this.state = state;
    this.credentials = credentials;
    this.applier = applier;
  }

  /**
   * @param created users that this run created with their passwords
   */
  void ensure(Set<Identifier> created) throws SQLException {
    List<Credentials> known =
        state.users().stream()
            .map(DatabaseUser::name)
            .filter(name -> !created.contains(name) && credentials.containsKey(name))
            .map(credentials::get)
            .toList();
    List<Change> changes =
        refused(known).stream()
            .map(
                user ->
                    Change.confidential(
                        "set the password of role " + user.username(),
                        "ALTER ROLE %s PASSWORD %s"
                            .formatted(
                                Sql.name(user.username()), Sql.literal(user.scramVerifier()))))
            .toList();
    if (!changes.isEmpty()) {
      applier.apply(List.of(new Step(Step.Place.MAINTENANCE, false, changes)));
    }
  }

  private List<Credentials> refused(List<Credentials> users) throws SQLException {
    if (users.size() == 1) {
      return accepts(users.get(0)) ? List.of() : users;
    }
    ExecutorService logins =
        Executors.newFixedThreadPool(Math.max(1, Math.min(SIDE_BY_SIDE, users.size())));
    try {
      List<Future<Boolean>> accepted = new ArrayList<>();
      for (Credentials user : users) {
        accepted.add(logins.submit(() -> accepts(user)));
      }
      List<Credentials> refused = new ArrayList<>();
      for (int i = 0; i < users.size(); i++) {
        if (!accepted.get(i).get()) {
          refused.add(users.get(i));
        }
      }
      return refused;
    } catch (ExecutionException e) {
      throw asThrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    } finally {
      logins.shutdownNow();
    }
  }

  private boolean accepts(Credentials user) throws SQLException {
    return cluster.accepts(user, state.database().value());
  }

  private static SQLException asThrown(Throwable cause) {
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return (SQLException) cause;
  }
}
