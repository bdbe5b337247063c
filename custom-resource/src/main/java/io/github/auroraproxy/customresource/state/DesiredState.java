package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the properties of {@code Custom::AuroraDatabase} ask for: one database with its users, on
 * one cluster.
 *
 * @param cluster where
 * @param maintenanceDatabase the database to work from, {@code postgres} by default
 * @param database the application's database
 * @param owner the role that owns the database and what the migrations create
 * @param users its users, at least none
 * @param removalPolicy {@code RETAIN} by default
 * @param authenticationMode {@code SECRETS} by default
 * @param migrations where the tables come from; the packaged sample by default
 * @param extensions that the admin creates before the migrations; none by default
 * @param migrationTimeout how long the migrations of one request may take together, in as many
 *     invocations as they need; absent if they have to end in the first
 * @param adopt whether objects that another stack or a person created are taken over; false by
 *     default
 */
public record DesiredState(
    ClusterConfiguration cluster,
    String maintenanceDatabase,
    Identifier database,
    Identifier owner,
    List<DatabaseUser> users,
    RemovalPolicy removalPolicy,
    AuthenticationMode authenticationMode,
    MigrationSource migrations,
    List<String> extensions,
    Optional<Duration> migrationTimeout,
    boolean adopt) {

  /**
   * @param properties the event's {@code ResourceProperties}; CloudFormation sends every value as a
   *     string
   * @param configuration the clusters that the function may work on
   * @throws FunctionException if one is missing, unknown or out of range, or if the function may
   *     not work on the cluster
   */
  public static DesiredState parse(JsonNode properties, FunctionConfiguration configuration) {
    return DesiredStateParser.parse(properties, configuration);
  }

  /** The user of that name, if it is one of these. */
  public Optional<DatabaseUser> user(String name) {
    return users.stream().filter(user -> user.name().value().equals(name)).findFirst();
  }
}
