package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.Launcher;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalLambda;
import io.github.auroraproxy.localaws.LocalSecretsManager;
import io.github.auroraproxy.localaws.LoggedStatement;
import io.github.auroraproxy.localaws.proxy.IamTokenCheck;
import io.github.auroraproxy.localaws.proxy.LocalRdsProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends the requests of CloudFormation for one database, from Create to Delete, to the function.
 */
final class Rehearsal {

  /** The function takes its lock with a comment, and rolls it back. */
  private static final String LOCK = "COMMENT ON ROLE \"aurora_proxy_lock\"";

  /** How the authentication modes end in which the cluster authenticates users with IAM. */
  private static final String THROUGH_IAM = "_IAM";

  private static final String TLS_WITHOUT_VERIFICATION = "require";

  private final CloudAssembly assembly;
  private final RehearsedResource resource;
  private final int majorVersion;
  private final Launcher launcher;
  private final Path work;
  private final Steps steps;
  private final TemplateValues values;
  private final LocalSecrets secrets;

  /**
   * @param assembly the app
   * @param resource which of its resources
   * @param majorVersion PostgreSQL's
   * @param launcher what runs the function
   * @param work a directory of this run, which takes the logs and every other file
   * @param steps shows what happens
   */
  Rehearsal(
      CloudAssembly assembly,
      RehearsedResource resource,
      int majorVersion,
      Launcher launcher,
      Path work,
      Steps steps) {
    this.assembly = assembly;
    this.resource = resource;
    this.majorVersion = majorVersion;
    this.launcher = launcher;
    this.work = work;
    this.steps = steps;
    values = new TemplateValues(assembly);
    secrets = new LocalSecrets(assembly);
  }

  /**
   * Reads everything that the rehearsal takes from the assembly, before anything is started.
   *
   * @throws UsageException if the assembly is incomplete
   * @throws ProblemException if it has something that can't be rehearsed
   */
  void check() {
    properties();
    resource.function(assembly, values);
    resource.logins().forEach(login -> login.properties(values));
  }

  void run() throws Exception {
    String adminSecret = properties().path("AdminSecretArn").asText();
    LocalAurora.Builder builder =
        LocalAurora.builder()
            .postgres(majorVersion)
            .directory(work)
            .serverLog(work.resolve("postgresql.log"));
    secrets
        .find(adminSecret)
        .ifPresent(
            admin ->
                builder
                    .masterUsername(admin.path("username").asText())
                    .masterPassword(admin.path("password").asText()));
    try (LocalAurora aurora = start(builder);
        LocalSecretsManager secretsManager = LocalSecretsManager.start()) {
      values.clustersAt(aurora.host(), aurora.port());
      if (secrets.find(adminSecret).isEmpty()) {
        secrets.put(adminSecret, aurora.masterUsername(), aurora.masterPassword());
      }
      secrets.all().forEach((arn, secret) -> secretsManager.put(arn, secret.toString()));
      try (LocalLambda function = function(aurora, secretsManager).start()) {
        play(aurora, function);
      }
    }
  }

  private LocalAurora start(LocalAurora.Builder builder) throws Exception {
    AtomicReference<LocalAurora> started = new AtomicReference<>();
    steps.run(
        "Start PostgreSQL " + majorVersion + " with TLS and an admin who is no superuser",
        () -> {
          LocalAurora aurora = builder.start();
          started.set(aurora);
          return List.of("PostgreSQL " + aurora.version() + ", admin " + aurora.masterUsername());
        });
    return started.get();
  }

  private LocalLambda.Builder function(LocalAurora aurora, LocalSecretsManager secretsManager) {
    LocalLambda.Builder function =
        resource
            .function(assembly, values)
            .directory(work)
            .launcher(launcher)
            .environment("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.endpoint().toString())
            .logFile(work.resolve("function.log"));
    // The authority of the local server stands for RDS's, which a deployed function trusts; under
    // databaseTls=require it trusts none.
    if (!properties().path("DatabaseTls").asText().equals(TLS_WITHOUT_VERIFICATION)) {
      function.environment("PGSSLROOTCERT", aurora.caCertificate().toString());
    }
    return function;
  }

  /** The resource's properties, with the local server in the place of the cluster. */
  private ObjectNode properties(LocalAurora aurora) {
    return properties().put("Host", aurora.host()).put("Port", String.valueOf(aurora.port()));
  }

  private ObjectNode properties() {
    return resource.properties(values);
  }

  private void play(LocalAurora aurora, LocalLambda function) throws Exception {
    ObjectNode properties = properties(aurora);
    CatalogSnapshot empty = CatalogSnapshot.of(aurora);
    steps.run(
        "CloudFormation: Create " + resource.logicalId(),
        () ->
            changes(
                aurora, () -> resource.request(function, "Create", properties, Optional.empty())));
    logIn(aurora, properties);
    checkLogins(aurora, function, properties);
    steps.run(
        "CloudFormation: Update without a change",
        () ->
            unchanged(
                aurora,
                () -> resource.request(function, "Update", properties, Optional.of(properties))));
    steps.run(
        "CloudFormation: a second Create",
        () ->
            unchanged(
                aurora, () -> resource.request(function, "Create", properties, Optional.empty())));
    ObjectNode retain = properties.deepCopy().put("RemovalPolicy", "RETAIN");
    if (!retain.equals(properties)) {
      steps.run(
          "CloudFormation: Update to RETAIN",
          () ->
              changes(
                  aurora,
                  () -> resource.request(function, "Update", retain, Optional.of(properties))));
    }
    steps.run(
        "CloudFormation: Delete with RETAIN",
        () -> {
          List<String> changes =
              changes(aurora, () -> resource.request(function, "Delete", retain, Optional.empty()));
          expect(
              changes.stream().noneMatch(change -> change.startsWith("- ") && !isMark(change)),
              "Something is gone, although all was to be retained:",
              changes);
          return changes;
        });
    logIn(aurora, properties);
    ObjectNode destroy = properties.deepCopy().put("RemovalPolicy", "DESTROY");
    steps.run(
        "CloudFormation: Create with DESTROY, where all was retained",
        () ->
            changes(aurora, () -> resource.request(function, "Create", destroy, Optional.empty())));
    steps.run(
        "CloudFormation: Delete with DESTROY",
        () -> {
          List<String> changes =
              changes(
                  aurora, () -> resource.request(function, "Delete", destroy, Optional.empty()));
          List<String> left = empty.changesTo(CatalogSnapshot.of(aurora));
          expect(left.isEmpty(), "The cluster is not what it was before:", left);
          return changes;
        });
  }

  private void logIn(LocalAurora aurora, ObjectNode properties) throws Exception {
    Map<String, String> passwords = passwords(properties);
    for (JsonNode user : properties.path("Users")) {
      String username = user.path("Username").asText();
      String password = passwords.get(username);
      if (password == null) {
        steps.skipped(
            "Log in as " + username, "the user logs in with an IAM token, which only AWS checks");
        continue;
      }
      ApplicationLogin login =
          new ApplicationLogin(
              aurora, properties.path("DatabaseName").asText(), username, password);
      steps.run("Log in as " + username + " over verified TLS", login::work);
    }
  }

  /** Runs the login checks of the stack, through a proxy that accepts the function's tokens. */
  private void checkLogins(LocalAurora aurora, LocalLambda function, ObjectNode database)
      throws Exception {
    for (RehearsedResource login : resource.logins()) {
      ObjectNode properties = login.properties(values);
      if (!properties.path("DatabaseName").equals(database.path("DatabaseName"))) {
        continue;
      }
      String step = "CloudFormation: Create " + login.logicalId();
      try (LocalRdsProxy proxy =
          new LocalRdsProxy(
              aurora, new IamTokenCheck(function.credentials(), TemplateValues.REGION), Map.of())) {
        proxy.setAuthentication(
            new LocalRdsProxy.Authentication(passwords(database), throughIam(database)));
        properties.put("Endpoint", aurora.host()).put("Port", String.valueOf(proxy.port()));
        steps.run(
            step,
            () -> {
              String users =
                  login
                      .request(function, "Create", properties, Optional.empty())
                      .path("Users")
                      .asText();
              return List.of("logged in with an IAM token through a proxy: " + users);
            });
      }
    }
  }

  /** The users whom the cluster authenticates with IAM. */
  private static Set<String> throughIam(ObjectNode database) {
    return database.path("AuthenticationMode").asText().endsWith(THROUGH_IAM)
        ? new TreeSet<>(database.path("Users").findValuesAsText("Username"))
        : Set.of();
  }

  /** The passwords of the users whom the cluster authenticates with one. */
  private Map<String, String> passwords(ObjectNode database) {
    if (!throughIam(database).isEmpty()) {
      return Map.of();
    }
    Map<String, String> passwords = new HashMap<>();
    for (JsonNode user : database.path("Users")) {
      secrets
          .find(user.path("SecretArn").asText())
          .ifPresent(
              secret ->
                  passwords.put(user.path("Username").asText(), secret.path("password").asText()));
    }
    return passwords;
  }

  /** One request of CloudFormation. */
  @FunctionalInterface
  private interface Request {
    void send() throws IOException;
  }

  private static List<String> changes(LocalAurora aurora, Request request)
      throws IOException, SQLException {
    CatalogSnapshot before = CatalogSnapshot.of(aurora);
    request.send();
    return before.changesTo(CatalogSnapshot.of(aurora));
  }

  /** Fails if the catalogs differ, or if a statement was sent that could have changed them. */
  private static List<String> unchanged(LocalAurora aurora, Request request)
      throws IOException, SQLException {
    long logSize = Files.size(aurora.serverLog());
    List<String> changes = changes(aurora, request);
    expect(changes.isEmpty(), "It changed something:", changes);
    List<LoggedStatement> statements = aurora.statementsSince(logSize);
    List<String> changing =
        statements.stream()
            .filter(LoggedStatement::canChangeSomething)
            .map(LoggedStatement::sql)
            .filter(sql -> !sql.startsWith(LOCK))
            .toList();
    expect(changing.isEmpty(), "It sent what could have changed something:", changing);
    return List.of(
        "nothing changed; none of the %d statements sent could have, but for the lock of the run"
            .formatted(statements.size()));
  }

  private static boolean isMark(String change) {
    return change.contains(" is marked \"");
  }

  private static void expect(boolean condition, String message, List<String> evidence) {
    if (!condition) {
      throw new StepFailedException(message + " " + String.join("; ", evidence));
    }
  }
}
