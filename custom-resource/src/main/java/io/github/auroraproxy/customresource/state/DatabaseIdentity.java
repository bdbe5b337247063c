package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import java.util.Optional;

/**
 * Which database a resource is about: all that its deletion needs. It is read from properties that
 * may otherwise be invalid, or be those of another version of the function.
 *
 * @param cluster where; absent if the function's configuration does not list it
 * @param host the cluster's host, for messages
 * @param maintenanceDatabase the database to work from
 * @param database the application's database
 */
public record DatabaseIdentity(
    Optional<ClusterConfiguration> cluster,
    String host,
    String maintenanceDatabase,
    Identifier database) {

  private static final String DEFAULT_MAINTENANCE_DATABASE = "postgres";
  private static final String ID_PREFIX = "aurora-database/";

  /**
   * @param properties the event's {@code ResourceProperties}, or its {@code OldResourceProperties}
   * @param configuration the clusters that the function may work on
   * @return empty if they name no database, so that no run can ever have worked on it
   */
  public static Optional<DatabaseIdentity> of(
      JsonNode properties, FunctionConfiguration configuration) {
    try {
      String host = HostName.checked(properties.path("Host").asText(), "Property Host");
      Identifier database =
          Identifier.database(properties.path("DatabaseName").asText(), "Property DatabaseName");
      Optional<ClusterConfiguration> cluster =
          configuration.clusters().stream()
              .filter(c -> c.host().equals(host))
              .filter(
                  c ->
                      c.port() == properties.path("Port").asInt() || isOnlyOne(configuration, host))
              .filter(
                  c ->
                      c.adminSecretArn().equals(properties.path("AdminSecretArn").asText())
                          || isOnlyOne(configuration, host))
              .findFirst();
      return Optional.of(
          new DatabaseIdentity(
              cluster,
              host,
              properties.path("MaintenanceDatabase").asText(DEFAULT_MAINTENANCE_DATABASE),
              database));
    } catch (InvalidPropertyException notADatabase) {
      return Optional.empty();
    }
  }

  private static boolean isOnlyOne(FunctionConfiguration configuration, String host) {
    return configuration.clusters().stream().filter(c -> c.host().equals(host)).count() == 1;
  }

  /** The physical id of the resource, by which CloudFormation knows it. */
  public String physicalResourceId() {
    return physicalResourceId(host, database);
  }

  /** The physical id of the resource of a database. */
  public static String physicalResourceId(String host, Identifier database) {
    return ID_PREFIX + "%s/%s".formatted(host, database);
  }

  /** Whether both are of one database on one cluster. */
  public boolean isSameAs(DatabaseIdentity other) {
    return host.equals(other.host) && database.equals(other.database);
  }
}
