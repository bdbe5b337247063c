package io.github.auroraproxy.operations.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalLambda;
import io.github.auroraproxy.localaws.LocalSecretsManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** Plays the life of one custom resource: from Create to Delete, on real parts. */
final class Rehearsal {

  private static final String NOTHING = "nothing to change";

  private final CloudAssembly assembly;
  private final CustomResource resource;
  private final int majorVersion;
  private final Path logs;
  private final Steps steps;
  private final TemplateValues values;
  private final LocalSecrets secrets;

  Rehearsal(
      CloudAssembly assembly, CustomResource resource, int majorVersion, Path logs, Steps steps) {
    this.assembly = assembly;
    this.resource = resource;
    this.majorVersion = majorVersion;
    this.logs = logs;
    this.steps = steps;
    values = new TemplateValues(assembly);
    secrets = new LocalSecrets(assembly);
  }

  void run() throws Exception {
    String adminSecret = resource.properties(values).path("AdminSecretArn").asText();
    LocalAurora.Builder builder =
        LocalAurora.builder().postgres(majorVersion).serverLog(logs.resolve("postgresql.log"));
    secrets
        .find(adminSecret)
        .ifPresent(
            admin ->
                builder
                    .masterUsername(admin.path("username").asText())
                    .masterPassword(admin.path("password").asText()));
    LocalAurora[] started = new LocalAurora[1];
    steps.run(
        "Start PostgreSQL %d with TLS and a master user who is no superuser"
            .formatted(majorVersion),
        () -> {
          started[0] = builder.start();
          return List.of();
        });
    try (LocalAurora aurora = started[0];
        LocalSecretsManager secretsManager = LocalSecretsManager.start()) {
      values.clustersAt(aurora.host(), aurora.port());
      if (secrets.find(adminSecret).isEmpty()) {
        secrets.put(adminSecret, aurora.masterUsername(), aurora.masterPassword());
      }
      secrets.all().forEach((arn, secret) -> secretsManager.put(arn, secret.toString()));
      try (LocalLambda function =
          resource
              .function(assembly, values)
              .environment("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.endpoint().toString())
              .environment("PGSSLROOTCERT", aurora.caCertificate().toString())
              .logFile(logs.resolve("function.log"))
              .start()) {
        play(aurora, function);
      }
    }
  }

  private void play(LocalAurora aurora, LocalLambda function) throws Exception {
    ObjectNode properties = resource.properties(values);
    String database = properties.path("DatabaseName").asText();
    steps.run(
        "CloudFormation: Create " + resource.logicalId(),
        () -> changes(resource.request(function, "Create", properties, null)));
    logIn(aurora, properties);
    steps.run(
        "CloudFormation: Update without a change",
        () -> unchanged(resource.request(function, "Update", properties, properties)));
    steps.run(
        "CloudFormation: a second Create",
        () -> unchanged(resource.request(function, "Create", properties, null)));
    ObjectNode retain = properties.deepCopy().put("RemovalPolicy", "RETAIN");
    steps.run(
        "CloudFormation: Delete with RETAIN",
        () -> {
          resource.request(function, "Delete", retain, null);
          expect(exists(aurora, database), "The database is gone, although it was to be retained.");
          return List.of("database " + database + " and its users are still there");
        });
    logIn(aurora, properties);
    ObjectNode destroy = properties.deepCopy().put("RemovalPolicy", "DESTROY");
    steps.run(
        "CloudFormation: Delete with DESTROY",
        () -> {
          resource.request(function, "Delete", destroy, null);
          expect(!exists(aurora, database), "The database is still there.");
          return List.of("database " + database + " and its users are gone");
        });
  }

  private void logIn(LocalAurora aurora, ObjectNode properties) throws Exception {
    for (JsonNode user : properties.path("Users")) {
      String username = user.path("Username").asText();
      String password =
          secrets
              .find(user.path("SecretArn").asText())
              .map(secret -> secret.path("password").asText())
              .orElseThrow(
                  () -> new StepFailedException("User " + username + " has no generated secret."));
      ApplicationLogin login =
          new ApplicationLogin(
              aurora, properties.path("DatabaseName").asText(), username, password);
      steps.run("Log in as " + username + " over verified TLS", login::work);
    }
  }

  private static List<String> changes(JsonNode data) {
    return Arrays.asList(data.path("Changes").asText().split("; "));
  }

  private static List<String> unchanged(JsonNode data) {
    String changes = data.path("Changes").asText();
    expect(changes.equals(NOTHING), "It changed something: " + changes);
    return List.of(changes);
  }

  private static boolean exists(LocalAurora aurora, String database) throws SQLException {
    try (Connection connection = aurora.superuserConnection("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT datname FROM pg_database")) {
      while (rows.next()) {
        if (rows.getString(1).equals(database)) {
          return true;
        }
      }
      return false;
    }
  }

  private static void expect(boolean condition, String message) {
    if (!condition) {
      throw new StepFailedException(message);
    }
  }
}
