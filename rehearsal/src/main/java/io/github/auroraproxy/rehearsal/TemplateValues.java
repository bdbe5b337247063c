package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.auroraproxy.commandline.ProblemException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Resolves the intrinsic functions of a template as CloudFormation does, with the local server in
 * the place of the cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">Intrinsic
 *     function reference</a>
 */
final class TemplateValues {

  static final String ACCOUNT = "111122223333";
  static final String REGION = "us-east-1";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PSEUDO_PARAMETERS =
      Map.of(
          "AWS::AccountId",
          ACCOUNT,
          "AWS::Region",
          REGION,
          "AWS::Partition",
          "aws",
          "AWS::URLSuffix",
          "amazonaws.com");

  private final CloudAssembly assembly;
  private String host = "";
  private int port;

  TemplateValues(CloudAssembly assembly) {
    this.assembly = assembly;
  }

  /** Sets the address that every cluster of the assembly has from now on. */
  void clustersAt(String localHost, int localPort) {
    host = localHost;
    port = localPort;
  }

  /**
   * The list of clusters in the configuration of the function, each with the address of the local
   * server.
   */
  String clustersHere(String list) {
    try {
      JsonNode clusters = JSON.readTree(list);
      clusters.forEach(
          cluster -> ((ObjectNode) cluster).put("host", host).put("port", String.valueOf(port)));
      return clusters.toString();
    } catch (JsonProcessingException | ClassCastException e) {
      throw new ProblemException(
          "The clusters that the function is told of are no list of objects in JSON: " + list);
    }
  }

  static String stackId(CloudAssembly.Stack stack) {
    return "arn:aws:cloudformation:%s:%s:stack/%s/rehearsal"
        .formatted(REGION, ACCOUNT, stack.name());
  }

  static String secretArn(String logicalId) {
    return "arn:aws:secretsmanager:%s:%s:secret:%s".formatted(REGION, ACCOUNT, logicalId);
  }

  /** A value as CloudFormation hands it to a custom resource: every scalar is a string. */
  JsonNode resolve(CloudAssembly.Stack stack, JsonNode value) {
    if (value.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      value.forEach(element -> array.add(resolve(stack, element)));
      return array;
    }
    if (!value.isObject()) {
      return TextNode.valueOf(value.asText());
    }
    if (value.size() == 1) {
      String function = value.fieldNames().next();
      if (function.equals("Fn::Split")) {
        return split(stack, value.get(function));
      }
      if (function.equals("Ref") || function.startsWith("Fn::")) {
        return TextNode.valueOf(call(stack, function, value.get(function)));
      }
    }
    ObjectNode object = JSON.createObjectNode();
    value.properties().forEach(e -> object.set(e.getKey(), resolve(stack, e.getValue())));
    return object;
  }

  String text(CloudAssembly.Stack stack, JsonNode value) {
    return resolve(stack, value).asText();
  }

  private String call(CloudAssembly.Stack stack, String function, JsonNode argument) {
    return switch (function) {
      case "Ref" -> reference(stack, argument.asText());
      case "Fn::GetAtt" -> attribute(stack, argument.get(0).asText(), argument.get(1).asText());
      case "Fn::ImportValue" -> imported(text(stack, argument));
      case "Fn::Join" -> join(stack, argument);
      case "Fn::Select" ->
          text(stack, resolve(stack, argument.get(1)).get(argument.get(0).asInt()));
      case "Fn::Sub" -> substitute(stack, argument.asText());
      default ->
          throw new ProblemException(
              "The rehearsal does not know the function %s, which stack %s uses."
                  .formatted(function, stack.name()));
    };
  }

  private String reference(CloudAssembly.Stack stack, String name) {
    if (PSEUDO_PARAMETERS.containsKey(name)) {
      return PSEUDO_PARAMETERS.get(name);
    }
    if (name.equals("AWS::StackId")) {
      return stackId(stack);
    }
    if (name.equals("AWS::StackName")) {
      return stack.name();
    }
    JsonNode resource = stack.resource(name);
    return switch (resource.path("Type").asText()) {
      case "AWS::SecretsManager::Secret" -> secretArn(name);
      case "AWS::SecretsManager::SecretTargetAttachment" ->
          text(stack, resource.path("Properties").path("SecretId"));
      case "AWS::RDS::DBCluster" ->
          text(stack, resource.path("Properties").path("DBClusterIdentifier"));
      default -> name;
    };
  }

  private String attribute(CloudAssembly.Stack stack, String name, String attribute) {
    if (stack.resource(name).path("Type").asText().equals("AWS::RDS::DBCluster")) {
      return switch (attribute) {
        case "Endpoint.Address", "ReadEndpoint.Address" -> host;
        case "Endpoint.Port" -> String.valueOf(port);
        case "MasterUserSecret.SecretArn" -> secretArn("rds!cluster-" + name);
        default -> name + "." + attribute;
      };
    }
    if (attribute.equals("DBProxyArn")) {
      return "arn:aws:rds:%s:%s:db-proxy:prx-rehearsal".formatted(REGION, ACCOUNT);
    }
    // The ARN of a function is only followed, so its own name serves.
    return attribute.equals("Arn") ? name : name + "." + attribute;
  }

  private String imported(String exportName) {
    for (CloudAssembly.Stack stack : assembly.stacks()) {
      for (JsonNode output : stack.template().path("Outputs")) {
        JsonNode name = output.path("Export").path("Name");
        if (!name.isMissingNode() && text(stack, name).equals(exportName)) {
          return text(stack, output.path("Value"));
        }
      }
    }
    throw new ProblemException("No stack of the assembly exports " + exportName + ".");
  }

  private ArrayNode split(CloudAssembly.Stack stack, JsonNode argument) {
    ArrayNode parts = JSON.createArrayNode();
    String text = text(stack, argument.get(1));
    for (String part : text.split(Pattern.quote(argument.get(0).asText()), -1)) {
      parts.add(part);
    }
    return parts;
  }

  private String join(CloudAssembly.Stack stack, JsonNode argument) {
    StringJoiner joiner = new StringJoiner(argument.get(0).asText());
    argument.get(1).forEach(element -> joiner.add(text(stack, element)));
    return joiner.toString();
  }

  private static String substitute(CloudAssembly.Stack stack, String text) {
    String result = text.replace("${AWS::StackName}", stack.name());
    for (Map.Entry<String, String> parameter : PSEUDO_PARAMETERS.entrySet()) {
      result = result.replace("${" + parameter.getKey() + "}", parameter.getValue());
    }
    return result;
  }
}
