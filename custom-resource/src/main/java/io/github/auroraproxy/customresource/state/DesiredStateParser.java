package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Turns the custom resource's properties into the state they ask for. */
final class DesiredStateParser {

  private static final Set<String> RESOURCE =
      Set.of(
          "ServiceToken",
          "ServiceTimeout",
          "Host",
          "Port",
          "AdminSecretArn",
          "MaintenanceDatabase",
          "DatabaseName",
          "Users",
          "RemovalPolicy",
          "AuthenticationMode",
          "DatabaseTls",
          "Migrations",
          "MigrationTimeout",
          "Extensions",
          "OwnerName",
          "Format",
          "Adopt");

  private static final Set<String> USER =
      Set.of(
          "Username",
          "SecretArn",
          "Privileges",
          "ConnectionLimit",
          "Settings",
          "ExecutableRoutines");

  /** Names of parameters, extensions' dotted ones included. */
  private static final Pattern PARAMETER =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

  private static final int LONGEST_PARAMETER = 127;

  /** What the first invocation has; a shorter one would only end it sooner. */
  private static final int LEAST_MIGRATION_SECONDS = 300;

  /** CloudFormation waits an hour for a custom resource, and the rest of a run needs its time. */
  private static final int MOST_MIGRATION_SECONDS = 3000;

  private static final Pattern EXTENSION = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");

  /** As PostgreSQL stores them: a name that is written without quotes is in lower case. */
  private static final Pattern ROUTINE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_$]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_$]{0,62}");

  /** Parameters that would change who the session is, which is not for a setting to say. */
  private static final Set<String> FORBIDDEN_PARAMETERS = Set.of("role", "session_authorization");

  private DesiredStateParser() {}

  static DesiredState parse(JsonNode json, FunctionConfiguration configuration) {
    PropertyReader properties = PropertyReader.of(json, RESOURCE);
    AuthenticationMode mode = AuthenticationMode.of(properties);
    Identifier database =
        Identifier.database(properties.required("DatabaseName"), "Property DatabaseName");
    Identifier owner =
        properties
            .text("OwnerName")
            .map(name -> Identifier.owner(name, "Property OwnerName"))
            .orElseGet(() -> Identifier.ownerOf(database));
    List<DatabaseUser> users = users(properties, mode);
    if (users.stream().anyMatch(user -> user.name().equals(owner))) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property Users names '%s', which is the owner of the database; give the application a user of its own, or set OwnerName to another name."
              .formatted(owner));
    }
    return new DesiredState(
        configuration.cluster(cluster(properties)),
        properties.text("MaintenanceDatabase").orElse(DatabaseIdentity.DEFAULT_MAINTENANCE),
        database,
        owner,
        users,
        properties.choice(
            "RemovalPolicy", RemovalPolicy.values(), Enum::name, RemovalPolicy.RETAIN),
        mode,
        properties.text("Migrations").map(MigrationSource::of).orElse(MigrationSource.SAMPLE),
        extensions(properties),
        migrationTimeout(properties),
        properties.flag("Adopt"));
  }

  private static Optional<Duration> migrationTimeout(PropertyReader properties) {
    return properties
        .integer("MigrationTimeout", LEAST_MIGRATION_SECONDS, MOST_MIGRATION_SECONDS)
        .stream()
        .mapToObj(Duration::ofSeconds)
        .findFirst();
  }

  private static ClusterConfiguration cluster(PropertyReader properties) {
    String host = HostName.checked(properties.required("Host"), "Property Host");
    return new ClusterConfiguration(
        host,
        properties.port("Port"),
        DatabaseTls.of(properties, host),
        properties.required("AdminSecretArn"));
  }

  private static List<String> extensions(PropertyReader properties) {
    List<String> extensions =
        properties.has("Extensions") ? properties.texts("Extensions") : List.of();
    for (String extension : extensions) {
      if (!EXTENSION.matcher(extension).matches()) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property Extensions names %s, which is not the name of an extension; see the view pg_available_extensions."
                .formatted(ForeignText.quoted(extension)));
      }
    }
    return extensions;
  }

  private static List<DatabaseUser> users(PropertyReader properties, AuthenticationMode mode) {
    List<DatabaseUser> users =
        properties.list("Users", USER).stream().map(user -> user(user, mode)).toList();
    Set<Identifier> names = new HashSet<>();
    for (DatabaseUser user : users) {
      if (!names.add(user.name())) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property Users names '%s' twice; name each user once.".formatted(user.name()));
      }
    }
    return users;
  }

  private static DatabaseUser user(PropertyReader user, AuthenticationMode mode) {
    Identifier name =
        Identifier.role(user.required("Username"), "Property " + user.path("Username"));
    Optional<String> secretArn = user.text("SecretArn").filter(arn -> !arn.isBlank());
    if (mode.byPassword() && secretArn.isEmpty()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property %s is missing; in the mode %s every user has a secret with its password."
              .formatted(user.path("SecretArn"), mode));
    }
    int limit = user.integer("ConnectionLimit", -1, Integer.MAX_VALUE).orElse(-1);
    return new DatabaseUser(
        name,
        secretArn,
        user.choice("Privileges", Privileges.values(), Enum::name, Privileges.ALL),
        limit,
        settings(user),
        executableRoutines(user));
  }

  private static Set<String> executableRoutines(PropertyReader user) {
    Set<String> routines = new TreeSet<>();
    if (user.has("ExecutableRoutines")) {
      for (String routine : user.texts("ExecutableRoutines")) {
        if (!ROUTINE.matcher(routine).matches()) {
          throw new FunctionException(
              FailureKind.INVALID_PROPERTY,
              "Property %s names %s, which is not the name of a routine; write schema.name, without arguments."
                  .formatted(user.path("ExecutableRoutines"), ForeignText.quoted(routine)));
        }
        routines.add(routine.contains(".") ? routine : "public." + routine);
      }
    }
    return routines;
  }

  private static Map<String, String> settings(PropertyReader user) {
    Map<String, String> stated = user.map("Settings");
    Map<String, String> settings = new TreeMap<>();
    for (String parameter : stated.keySet()) {
      if (!PARAMETER.matcher(parameter).matches()
          || FORBIDDEN_PARAMETERS.contains(parameter.toLowerCase(Locale.ROOT))) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property %s names '%s', which is not a parameter that a role can have; see the view pg_settings."
                .formatted(
                    user.path("Settings"),
                    parameter.length() <= LONGEST_PARAMETER
                        ? parameter
                        : parameter.substring(0, LONGEST_PARAMETER)));
      }
      if (settings.put(parameter.toLowerCase(Locale.ROOT), stated.get(parameter)) != null) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property %s names '%s' twice; PostgreSQL does not distinguish upper and lower case here."
                .formatted(user.path("Settings"), parameter));
      }
    }
    return settings;
  }
}
