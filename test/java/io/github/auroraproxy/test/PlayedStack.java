package io.github.auroraproxy.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.auroraproxy.localaws.Invocation;
import io.github.auroraproxy.localaws.LocalAurora;
import io.github.auroraproxy.localaws.LocalLambda;
import io.github.auroraproxy.localaws.LocalSecretsManager;
import io.github.auroraproxy.localaws.proxy.IamTokenCheck;
import io.github.auroraproxy.localaws.proxy.LocalRdsProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Plays CloudFormation with the templates of one stack: the proxy is the local one, its role's
 * policies and the users' secrets are what it may log in with, and the packaged function answers
 * for the custom resources. What has no part in a login is passed over.
 */
final class PlayedStack implements AutoCloseable {

  static final String PROXY = "AWS::RDS::DBProxy";
  static final String DATABASE = "Custom::AuroraDatabase";
  static final String LOGIN = "Custom::ProxyLogin";
  static final String REGION = "us-east-1";

  private static final String POLICY = "AWS::IAM::Policy";
  private static final String SECRET = "AWS::SecretsManager::Secret";
  private static final Set<String> PLAYED = Set.of(PROXY, DATABASE, LOGIN, POLICY, SECRET);
  private static final String ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:";

  private final LocalAurora aurora;
  private final LocalSecretsManager secretsManager = LocalSecretsManager.start();
  private final LocalLambda function;
  private final LocalRdsProxy proxy;
  private Runnable afterEach = () -> {};

  private SynthesizedTemplate template =
      new SynthesizedTemplate(SynthesizedTemplate.json("{'Resources': {}}"));
  private final Map<String, JsonNode> live = new HashMap<>();
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, String> physicalIds = new HashMap<>();

  /**
   * @param archive the function's
   * @param log the function's
   */
  PlayedStack(LocalAurora aurora, Path archive, Path log) {
    this.aurora = aurora;
    put("admin", aurora.masterUsername(), aurora.masterPassword());
    ObjectNode cluster =
        CdkApp.JSON
            .createObjectNode()
            .put("host", aurora.host())
            .put("port", String.valueOf(aurora.port()))
            .put("tls", "verify-full")
            .put("adminSecretArn", ARN + "admin");
    function =
        LocalLambda.builder()
            .functionArchive(archive)
            .handler("io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest")
            .logFile(log)
            .environment("AURORA_PROXY_CLUSTERS", "[" + cluster + "]")
            .environment("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.endpoint().toString())
            .environment("PGSSLROOTCERT", aurora.caCertificate().toString())
            .start();
    proxy = new LocalRdsProxy(aurora, new IamTokenCheck(function.credentials(), REGION), Map.of());
  }

  /** The proxy's port on localhost. */
  int port() {
    return proxy.port();
  }

  /** What may log in to the proxy. */
  AwsCredentialsIdentity credentials() {
    return function.credentials();
  }

  /** What happens after each change that may matter to a login. */
  void afterEach(Runnable action) {
    afterEach = action;
  }

  /**
   * Deploys a template, and goes back to the one before if the function fails.
   *
   * @return why it has failed
   */
  Optional<String> deploy(SynthesizedTemplate next, String eager) {
    return deploy(next, eager, "nothing");
  }

  /**
   * @param failing a type of resource that is reported as failed after it was changed
   */
  Optional<String> deploy(SynthesizedTemplate next, String eager, String failing) {
    SynthesizedTemplate before = template;
    UpdateOrder order = new UpdateOrder(before, next);
    Set<String> done = new HashSet<>();
    for (String id : order.changes(eager)) {
      done.add(id);
      Optional<String> failure = change(id, next);
      if (type(next, id).equals(failing)) {
        failure = Optional.of(failing);
      }
      if (failure.isPresent()) {
        rollBack(next, before, done, eager);
        return failure;
      }
    }
    order.cleanUp().forEach(id -> delete(id, before));
    template = next;
    return Optional.empty();
  }

  /** As an update to the template before; what the failed one made is deleted at the end. */
  private void rollBack(
      SynthesizedTemplate from, SynthesizedTemplate to, Set<String> done, String eager) {
    UpdateOrder order = new UpdateOrder(from, to);
    for (String id : order.changes(eager)) {
      if (done.contains(id)) {
        change(id, to).ifPresent(PlayedStack::failed);
      }
    }
    order.cleanUp().stream().filter(done::contains).forEach(id -> delete(id, from));
  }

  private static void failed(String reason) {
    throw new AssertionError("UPDATE_ROLLBACK_FAILED: " + reason);
  }

  private Optional<String> change(String id, SynthesizedTemplate in) {
    String type = type(in, id);
    if (!PLAYED.contains(type)) {
      return Optional.empty();
    }
    JsonNode properties = in.resource(id).path("Properties");
    JsonNode former = live.put(id, properties);
    Optional<String> failure = Optional.empty();
    switch (type) {
      case SECRET -> {
        String user =
            SynthesizedTemplate.json(
                    properties.at("/GenerateSecretString/SecretStringTemplate").asText())
                .get("username")
                .asText();
        passwords.put(id, UUID.randomUUID().toString());
        put(id, user, passwords.get(id));
      }
      case DATABASE, LOGIN -> failure = invoke(id, in, Optional.ofNullable(former));
      default -> logInAsDeployed(in);
    }
    afterEach.run();
    return failure;
  }

  private void delete(String id, SynthesizedTemplate in) {
    if (live.remove(id) != null) {
      passwords.remove(id);
      logInAsDeployed(in);
      afterEach.run();
    }
  }

  /** With what the proxy is told of, as far as its role's policies allow it now. */
  private void logInAsDeployed(SynthesizedTemplate in) {
    Optional<JsonNode> deployed =
        in.all(PROXY).stream()
            .flatMap(resource -> Stream.ofNullable(live.get(resource.getKey())))
            .findFirst();
    if (deployed.isEmpty()) {
      return;
    }
    JsonNode role = deployed.get().at("/RoleArn/Fn::GetAtt/0");
    Map<String, String> secrets = new HashMap<>();
    Set<String> throughIam = new HashSet<>();
    Set<JsonNode> readable = allowed(role.asText(), "secretsmanager:GetSecretValue");
    for (JsonNode auth : deployed.get().path("Auth")) {
      String secret = secretOf(auth.at("/SecretArn/Ref").asText(), in);
      if (readable.contains(auth.get("SecretArn")) && passwords.containsKey(secret)) {
        secrets.put(userOf(secret), passwords.get(secret));
      }
    }
    if (deployed.get().path("DefaultAuthScheme").asText().equals("IAM_AUTH")) {
      allowed(role.asText(), "rds-db:connect")
          .forEach(user -> throughIam.add(Deployed.text(user).replaceAll(".*/", "")));
    }
    proxy.setAuthentication(new LocalRdsProxy.Authentication(secrets, throughIam));
  }

  private Set<JsonNode> allowed(String role, String action) {
    Set<JsonNode> resources = new HashSet<>();
    for (JsonNode policy : live.values()) {
      if (!policy.path("Roles").findValuesAsText("Ref").contains(role)) {
        continue;
      }
      for (JsonNode statement : policy.at("/PolicyDocument/Statement")) {
        if (statement.get("Action").asText().equals(action)) {
          JsonNode resource = statement.get("Resource");
          (resource.isArray() ? resource : List.of(resource)).forEach(resources::add);
        }
      }
    }
    return resources;
  }

  private String userOf(String secret) {
    return SynthesizedTemplate.json(
            live.get(secret).at("/GenerateSecretString/SecretStringTemplate").asText())
        .get("username")
        .asText();
  }

  private static String secretOf(String attachment, SynthesizedTemplate in) {
    return in.resource(attachment).at("/Properties/SecretId/Ref").asText();
  }

  private void put(String name, String user, String password) {
    secretsManager.put(
        ARN + name,
        CdkApp.JSON.createObjectNode().put("username", user).put("password", password).toString());
  }

  private Optional<String> invoke(String id, SynthesizedTemplate in, Optional<JsonNode> former) {
    ObjectNode event =
        CdkApp.JSON
            .createObjectNode()
            .put("RequestType", former.isPresent() ? "Update" : "Create")
            .put("ResourceType", type(in, id))
            .put("StackId", "arn:aws:cloudformation:us-east-1:111122223333:stack/Shop/1")
            .put("RequestId", UUID.randomUUID().toString())
            .put("LogicalResourceId", id);
    Optional.ofNullable(physicalIds.get(id))
        .ifPresent(physicalId -> event.put("PhysicalResourceId", physicalId));
    event.set("ResourceProperties", properties(id, live.get(id), in));
    former.ifPresent(old -> event.set("OldResourceProperties", properties(id, old, template)));
    ObjectNode answer = CdkApp.JSON.createObjectNode();
    while (!answer.path("IsComplete").asBoolean()) {
      // As CDK's provider framework does, with the answer before in the request.
      event.setAll(answer);
      Invocation invocation = function.invoke(event.toString());
      if (invocation.errorMessage().isPresent()) {
        return invocation.errorMessage();
      }
      answer = (ObjectNode) SynthesizedTemplate.json(invocation.payload().orElseThrow());
    }
    physicalIds.put(id, answer.path("PhysicalResourceId").asText());
    return Optional.empty();
  }

  /** As CloudFormation hands them to the function, with the local parts in their places. */
  private ObjectNode properties(String id, JsonNode written, SynthesizedTemplate in) {
    ObjectNode properties = (ObjectNode) resolve(written, in);
    if (type(in, id).equals(LOGIN)) {
      return properties
          .put("Endpoint", "localhost")
          .put("Port", String.valueOf(port()))
          .put("ProxyResourceId", "prx-0123456789abcdef0");
    }
    return properties
        .put("Host", aurora.host())
        .put("Port", String.valueOf(aurora.port()))
        .put("AdminSecretArn", ARN + "admin");
  }

  private static JsonNode resolve(JsonNode value, SynthesizedTemplate in) {
    if (value.isArray()) {
      ArrayNode array = CdkApp.JSON.createArrayNode();
      value.forEach(element -> array.add(resolve(element, in)));
      return array;
    }
    if (!value.isObject()) {
      return TextNode.valueOf(value.asText());
    }
    String name = value.fieldNames().hasNext() ? value.fieldNames().next() : "";
    if (name.equals("Ref") && in.resource(value.get(name).asText()) != null) {
      return TextNode.valueOf(ARN + secretOf(value.get(name).asText(), in));
    }
    if (name.equals("Ref") || name.startsWith("Fn::")) {
      return TextNode.valueOf(Deployed.text(value));
    }
    ObjectNode object = CdkApp.JSON.createObjectNode();
    value.properties().forEach(field -> object.set(field.getKey(), resolve(field.getValue(), in)));
    return object;
  }

  private static String type(SynthesizedTemplate in, String id) {
    return in.resource(id).get("Type").asText();
  }

  @Override
  public void close() {
    List<AutoCloseable> parts =
        new ArrayList<>(Stream.of(proxy, function, secretsManager).toList());
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
