package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
          "Adopt");

  private static final Set<String> USER =
      Set.of("Username", "SecretArn", "Privileges", "ConnectionLimit", "Settings");

  /** Names of parameters, extensions' dotted ones included. */
  private static final Pattern PARAMETER =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

  /** Parameters that would change who the session is, which is not for a setting to say. */
  private static final Set<String> FORBIDDEN_PARAMETERS = Set.of("role", "session_authorization");

  private DesiredStateParser() {}

  static DesiredState parse(JsonNode json) {
    Properties properties = Properties.of(json, RESOURCE);
    AuthenticationMode mode = AuthenticationMode.of(properties);
    return new DesiredState(
        properties.required("Host"),
        properties.port("Port"),
        properties.required("AdminSecretArn"),
        properties.text("MaintenanceDatabase").orElse("postgres"),
        Identifier.database(properties.required("DatabaseName"), "Property DatabaseName"),
        users(properties, mode),
        properties.choice(
            "RemovalPolicy", RemovalPolicy.values(), Enum::name, RemovalPolicy.RETAIN),
        mode,
        DatabaseTls.of(properties),
        properties.text("Migrations").map(MigrationSource::of).orElse(MigrationSource.SAMPLE),
        properties.flag("Adopt"));
  }

  private static List<DatabaseUser> users(Properties properties, AuthenticationMode mode) {
    List<DatabaseUser> users =
        properties.list("Users", USER).stream().map(user -> user(user, mode)).toList();
    Set<Identifier> names = new HashSet<>();
    for (DatabaseUser user : users) {
      if (!names.add(user.name())) {
        throw new InvalidPropertyException(
            "Property Users names '%s' twice; name each user once.".formatted(user.name()));
      }
    }
    return users;
  }

  private static DatabaseUser user(Properties user, AuthenticationMode mode) {
    Identifier name =
        Identifier.role(user.required("Username"), "Property " + user.path("Username"));
    Optional<String> secretArn = user.text("SecretArn").filter(arn -> !arn.isBlank());
    if (mode == AuthenticationMode.SECRETS && secretArn.isEmpty()) {
      throw new InvalidPropertyException(
          "Property %s is missing; in the mode SECRETS every user has a secret with its password."
              .formatted(user.path("SecretArn")));
    }
    OptionalInt limit = user.integer("ConnectionLimit", -1, Integer.MAX_VALUE);
    return new DatabaseUser(
        name,
        secretArn,
        user.choice("Privileges", Privileges.values(), Enum::name, Privileges.ALL),
        limit,
        settings(user));
  }

  private static Map<String, String> settings(Properties user) {
    Map<String, String> settings = user.map("Settings");
    for (String parameter : settings.keySet()) {
      if (!PARAMETER.matcher(parameter).matches()
          || FORBIDDEN_PARAMETERS.contains(parameter.toLowerCase(Locale.ROOT))) {
        throw new InvalidPropertyException(
            "Property %s names '%s', which is not a parameter that a role can have; see the view pg_settings."
                .formatted(user.path("Settings"), parameter));
      }
    }
    return settings;
  }
}
