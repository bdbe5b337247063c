package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.localaws.Invocation;
import io.github.auroraproxy.localaws.LocalLambda;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One custom resource of an assembly, and the function that its service token leads to.
 *
 * @param type such as Custom::AuroraDatabase
 * @param stack the stack that declares it
 * @param logicalId its logical ID in the template
 */
record RehearsedResource(String type, CloudAssembly.Stack stack, String logicalId) {

  static final String DATABASE = "Custom::AuroraDatabase";
  static final String LOGIN = "Custom::ProxyLogin";

  /** The variable that tells the function which clusters it may log in to. */
  private static final String CLUSTERS = "AURORA_PROXY_CLUSTERS";

  /** The field of the function's answer by which CDK's provider framework asks again. */
  private static final String IS_COMPLETE = "IsComplete";

  /** Lambda's, where a template says nothing. */
  private static final int DEFAULT_MEMORY_MEGABYTES = 128;

  private static final int DEFAULT_TIMEOUT_SECONDS = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The databases of an assembly, of which there is at least one. */
  static List<RehearsedResource> databases(CloudAssembly assembly) {
    List<RehearsedResource> found =
        assembly.stacks().stream().flatMap(stack -> in(stack, DATABASE).stream()).toList();
    if (found.isEmpty()) {
      throw new UsageException(
          "%s holds no %s to rehearse; name the assembly of an app that uses AuroraProxy."
              .formatted(assembly.directory(), DATABASE));
    }
    return found;
  }

  private static List<RehearsedResource> in(CloudAssembly.Stack stack, String type) {
    List<RehearsedResource> found = new ArrayList<>();
    stack
        .template()
        .path("Resources")
        .properties()
        .forEach(
            resource -> {
              if (resource.getValue().path("Type").asText().equals(type)) {
                found.add(new RehearsedResource(type, stack, resource.getKey()));
              }
            });
    return found;
  }

  /** The login checks of this database's stack. */
  List<RehearsedResource> logins() {
    return in(stack, LOGIN);
  }

  ObjectNode properties(TemplateValues values) {
    return (ObjectNode) values.resolve(stack, stack.resource(logicalId).path("Properties"));
  }

  /** Follows the service token through CDK's provider framework to the function's asset. */
  LocalLambda.Builder function(CloudAssembly assembly, TemplateValues values) {
    String provider = properties(values).path("ServiceToken").asText();
    String name =
        values.text(
            stack,
            stack
                .resource(provider)
                .at("/Properties/Environment/Variables/USER_ON_EVENT_FUNCTION_ARN"));
    JsonNode function = stack.resource(name).path("Properties");
    if (function.path("Handler").asText().isEmpty()) {
      throw new ProblemException(
          "The service token of %s in stack %s leads to no Lambda function with a handler; only the provider of AuroraProxy can be rehearsed."
              .formatted(logicalId, stack.name()));
    }
    LocalLambda.Builder builder =
        LocalLambda.builder()
            .functionArchive(asset(assembly, values, function))
            .handler(function.path("Handler").asText())
            .memorySize(function.path("MemorySize").asInt(DEFAULT_MEMORY_MEGABYTES))
            .timeout(Duration.ofSeconds(function.path("Timeout").asInt(DEFAULT_TIMEOUT_SECONDS)));
    for (JsonNode layer : function.path("Layers")) {
      JsonNode version = stack.resource(values.text(stack, layer)).path("Properties");
      builder.layer(assembly.asset(stack, values.text(stack, version.at("/Content/S3Key"))));
    }
    function
        .path("Environment")
        .path("Variables")
        .properties()
        .forEach(e -> builder.environment(e.getKey(), variable(e.getKey(), e.getValue(), values)));
    return builder;
  }

  private String variable(String name, JsonNode value, TemplateValues values) {
    String text = values.text(stack, value);
    return name.equals(CLUSTERS) ? values.clustersHere(text) : text;
  }

  private Path asset(CloudAssembly assembly, TemplateValues values, JsonNode function) {
    return assembly.asset(stack, values.text(stack, function.at("/Code/S3Key")));
  }

  /**
   * Plays CloudFormation and CDK's provider framework: sends a request, and then the request with
   * the function's first answer in it until it is complete, and returns the answer's Data.
   */
  JsonNode request(
      LocalLambda function, String requestType, ObjectNode properties, Optional<ObjectNode> before)
      throws IOException {
    ObjectNode event =
        JSON.createObjectNode()
            .put("RequestType", requestType)
            .put("StackId", TemplateValues.stackId(stack))
            .put("RequestId", "rehearsal")
            .put("LogicalResourceId", logicalId)
            .put("ResourceType", type);
    event.set("ResourceProperties", properties);
    before.ifPresent(old -> event.set("OldResourceProperties", old));
    ObjectNode answer = answer(function, event);
    event.setAll(answer);
    while (!answer.path(IS_COMPLETE).asBoolean()) {
      answer = answer(function, event);
    }
    return answer.path("Data");
  }

  private static ObjectNode answer(LocalLambda function, ObjectNode event) throws IOException {
    Invocation invocation = function.invoke(event.toString());
    if (invocation.errorMessage().isPresent()) {
      throw new StepFailedException(invocation.errorMessage().get());
    }
    return (ObjectNode) JSON.readTree(invocation.payload().orElseThrow());
  }
}
