package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The database of a resource, as far as its deletion needs to know it. It is read from properties
 * that may otherwise be invalid, or be those of another version of the function.
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

  /** The database to work from where the properties name none. */
  public static final String DEFAULT_MAINTENANCE = "postgres";

  private static final String ID_PREFIX = "aurora-database/";
  private static final Pattern ID =
      Pattern.compile(ID_PREFIX + "(?<host>[^/]+)/(?<database>.+)", Pattern.DOTALL);

  /**
   * @param properties the event's {@code ResourceProperties}, or its {@code OldResourceProperties}
   * @param configuration the clusters that the function may work on
   * @return empty if they name no database, so that no run can ever have worked on it
   */
  public static Optional<DatabaseIdentity> of(
      JsonNode properties, FunctionConfiguration configuration) {
    try {
      return Optional.of(
          of(
              HostName.checked(text(properties, "Host", ""), "Property Host"),
              Identifier.database(text(properties, "DatabaseName", ""), "Property DatabaseName"),
              properties,
              configuration));
    } catch (FunctionException notADatabase) {
      return Optional.empty();
    }
  }

  /**
   * What a Delete is about. The id is the function's own answer to a run that succeeded; properties
   * may be those of another version of the function.
   *
   * @param physicalResourceId of the event, if it has one
   * @param properties the event's {@code ResourceProperties}
   * @param configuration the clusters that the function may work on
   * @return empty if neither names a database, so that no run can ever have worked on it
   */
  public static Optional<DatabaseIdentity> of(
      Optional<String> physicalResourceId,
      JsonNode properties,
      FunctionConfiguration configuration) {
    return physicalResourceId
        .map(ID::matcher)
        .filter(Matcher::matches)
        .map(
            id ->
                of(
                    id.group("host"),
                    new Identifier(id.group("database")),
                    properties,
                    configuration))
        .or(() -> of(properties, configuration));
  }

  private static DatabaseIdentity of(
      String host, Identifier database, JsonNode properties, FunctionConfiguration configuration) {
    int port = properties.path("Port").asInt();
    String adminSecretArn = text(properties, "AdminSecretArn", "");
    Optional<ClusterConfiguration> cluster =
        configuration.clusters().stream()
            .filter(c -> c.host().equals(host))
            .filter(c -> c.port() == port || isOnlyOne(configuration, host))
            .filter(
                c -> c.adminSecretArn().equals(adminSecretArn) || isOnlyOne(configuration, host))
            .findFirst();
    return new DatabaseIdentity(
        cluster, host, text(properties, "MaintenanceDatabase", DEFAULT_MAINTENANCE), database);
  }

  private static String text(JsonNode properties, String name, String otherwise) {
    String text = properties.path(name).asText();
    return text.isEmpty() || properties.path(name).isNull() ? otherwise : text;
  }

  /** The same database, seen from another one. */
  public DatabaseIdentity from(String otherMaintenanceDatabase) {
    return new DatabaseIdentity(cluster, host, otherMaintenanceDatabase, database);
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
