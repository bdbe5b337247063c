package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.BootstrapException;
import io.github.auroraproxy.customresource.failure.DatabaseUnavailableException;
import io.github.auroraproxy.customresource.failure.LoginRefusedException;
import io.github.auroraproxy.customresource.failure.StatementFailedException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a sentence what a driver's exception means, and what to do about it. */
public final class ClusterFailures {

  /** The server's words for a limit that ALTER DATABASE or ALTER ROLE has set. */
  private static final Pattern LIMIT_REACHED =
      Pattern.compile("too many connections for (?<kind>database|role) \"(?<name>.*)\"");

  private ClusterFailures() {}

  /**
   * @param failure what the driver threw, after the last attempt
   * @param cluster where
   * @param step what was being done
   */
  public static BootstrapException explained(SQLException failure, Cluster cluster, String step) {
    String state = String.valueOf(failure.getSQLState());
    String address = cluster.address();
    if (SqlStates.isTlsFailure(failure)) {
      return new DatabaseUnavailableException(
          "TLS with the cluster at %s failed (%s); it has to present a certificate for exactly this host name, issued by an authority that the function knows: RDS's, or those of the property certificateBundle, which GovCloud, China and other partitions with authorities of their own need."
              .formatted(address, ServerMessage.quoted(failure)));
    }
    return switch (state) {
      case SqlStates.INVALID_PASSWORD ->
          new LoginRefusedException(
              "The cluster at %s refused the password of the admin user '%s'; check that the admin secret belongs to this cluster and holds its current password."
                  .formatted(address, cluster.adminUsername()));
      case SqlStates.INVALID_AUTHORIZATION ->
          new LoginRefusedException(
              "The cluster at %s refused the admin user '%s' (%s); it has to be able to log in with its password over TLS, so it must not be a member of rds_iam."
                  .formatted(address, cluster.adminUsername(), ServerMessage.quoted(failure)));
      case "3D000" ->
          new StatementFailedException(
              "The cluster at %s has no such database (%s); set MaintenanceDatabase to one that exists."
                  .formatted(address, ServerMessage.quoted(failure)));
      case "55P03" ->
          new DatabaseUnavailableException(
              "Another run held the lock of the cluster at %s until the deadline; deploy again when it has ended."
                  .formatted(address));
      case "57014" ->
          new DatabaseUnavailableException(
              "The deadline passed at the cluster %s while the function was to %s; give it a longer timeout, or look for locks in pg_stat_activity."
                  .formatted(address, step));
      default -> other(failure, cluster, step);
    };
  }

  private static BootstrapException other(SQLException failure, Cluster cluster, String step) {
    String address = cluster.address();
    if (SqlStates.isUnknownHost(failure)) {
      return new DatabaseUnavailableException(
          "The host name of the cluster at %s has no address; check the endpoint and that the function's VPC resolves DNS names."
              .formatted(address));
    }
    if (SqlStates.TOO_MANY_CONNECTIONS.equals(failure.getSQLState())) {
      return full(failure, cluster);
    }
    if (SqlStates.isOutage(failure)) {
      return new DatabaseUnavailableException(
          "The cluster at %s could not be reached until the deadline, while the function was to %s (%s); check that it is available and that its security group admits the function's on its port."
              .formatted(address, step, ServerMessage.quoted(failure)));
    }
    return new StatementFailedException(
        "PostgreSQL at %s refused to %s with %s."
            .formatted(address, step, ServerMessage.of(failure)));
  }

  private static BootstrapException full(SQLException failure, Cluster cluster) {
    Matcher limit = LIMIT_REACHED.matcher(ServerMessage.text(failure));
    return new DatabaseUnavailableException(
        "The cluster at %s had no connection left until the deadline (%s); close some, or have a DBA run: %s"
            .formatted(
                cluster.address(),
                ServerMessage.quoted(failure),
                limit.matches()
                    ? "ALTER %s %s CONNECTION LIMIT -1;"
                        .formatted(
                            limit.group("kind").toUpperCase(Locale.ROOT),
                            Sql.shown(Identifier.quote(limit.group("name"))))
                    : "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle';"));
  }
}
