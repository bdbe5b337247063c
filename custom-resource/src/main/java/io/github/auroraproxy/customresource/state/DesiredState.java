package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import java.util.List;
import java.util.Optional;

/**
 * What the properties of {@code Custom::AuroraDatabase} ask for: one database with its users, on
 * one cluster.
 *
 * @param host the cluster's writer endpoint
 * @param port the cluster's port, 1 to 65535
 * @param adminSecretArn the master user's secret
 * @param maintenanceDatabase the database to work from, {@code postgres} by default
 * @param database the application's database
 * @param users its users, at least none
 * @param removalPolicy {@code RETAIN} by default
 * @param authenticationMode {@code SECRETS} by default
 * @param tls {@code verify-full} by default
 * @param migrations where the tables come from; the packaged sample by default
 * @param adopt whether objects that another stack created are taken over; false by default
 */
public record DesiredState(
    String host,
    int port,
    String adminSecretArn,
    String maintenanceDatabase,
    Identifier database,
    List<DatabaseUser> users,
    RemovalPolicy removalPolicy,
    AuthenticationMode authenticationMode,
    DatabaseTls tls,
    MigrationSource migrations,
    boolean adopt) {

  /**
   * @param properties the event's {@code ResourceProperties}; CloudFormation sends every value as a
   *     string
   * @throws InvalidPropertyException if one is missing, unknown or out of range
   */
  public static DesiredState parse(JsonNode properties) {
    return DesiredStateParser.parse(properties);
  }

  /** Whether both are of one database on one cluster, so that one state can follow the other. */
  public boolean isOfSameDatabase(DesiredState other) {
    return host.equals(other.host) && database.equals(other.database);
  }

  /** The user of that name, if it is one of these. */
  public Optional<DatabaseUser> user(Identifier name) {
    return users.stream().filter(user -> user.name().equals(name)).findFirst();
  }
}
