package io.github.auroraproxy.customresource.connection;

import io.github.auroraproxy.customresource.failure.BootstrapException;
import io.github.auroraproxy.customresource.failure.DatabaseUnavailableException;
import io.github.auroraproxy.customresource.failure.LoginRefusedException;
import io.github.auroraproxy.customresource.failure.StatementFailedException;
import io.github.auroraproxy.customresource.state.Identifier;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

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
          "TLS with the cluster at %s failed (%s); it has to present a certificate of an RDS certificate authority for exactly this host name, or set databaseTls to 'require' for an emulator."
              .formatted(address, rootMessage(failure)));
    }
    return switch (state) {
      case SqlStates.INVALID_PASSWORD ->
          new LoginRefusedException(
              "The cluster at %s refused the password of the master user '%s'; check that the admin secret belongs to this cluster and holds its current password."
                  .formatted(address, cluster.masterUsername()));
      case SqlStates.INVALID_AUTHORIZATION ->
          new LoginRefusedException(
              "The cluster at %s refused the master user '%s' (%s); it has to be able to log in with its password over TLS, so it must not be a member of rds_iam."
                  .formatted(address, cluster.masterUsername(), serverMessage(failure)));
      case "3D000" ->
          new StatementFailedException(
              "The cluster at %s has no such database (%s); set MaintenanceDatabase to one that exists."
                  .formatted(address, serverMessage(failure)));
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
              .formatted(address, step, serverMessage(failure)));
    }
    return new StatementFailedException(
        "PostgreSQL at %s refused to %s: %s (SQLSTATE %s)."
            .formatted(address, step, serverMessage(failure), failure.getSQLState()));
  }

  private static BootstrapException full(SQLException failure, Cluster cluster) {
    String said = serverMessage(failure);
    Matcher limit = LIMIT_REACHED.matcher(said);
    return new DatabaseUnavailableException(
        "The cluster at %s had no connection left until the deadline (%s); close some, or have a DBA run: %s"
            .formatted(
                cluster.address(),
                said,
                limit.matches()
                    ? "ALTER %s %s CONNECTION LIMIT -1;"
                        .formatted(
                            limit.group("kind").toUpperCase(Locale.ROOT),
                            Identifier.quote(limit.group("name")))
                    : "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle';"));
  }

  /** The server's first line only: its detail and context may quote a statement. */
  private static String serverMessage(SQLException failure) {
    if (failure instanceof PSQLException e) {
      ServerErrorMessage message = e.getServerErrorMessage();
      if (message != null && message.getMessage() != null) {
        return message.getMessage();
      }
    }
    return rootMessage(failure);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).strip();
  }
}
