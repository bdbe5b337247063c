package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.util.Optional;

/**
 * What CloudFormation asks for, as CDK's provider framework hands it on.
 *
 * @param type what to do
 * @param resourceType such as {@code Custom::AuroraDatabase}
 * @param resource the custom resource and its stack
 * @param properties what is wanted
 * @param oldProperties of an update, what was wanted before
 * @param physicalResourceId of an update or a deletion, the id that the function gave
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html">Custom
 *     resource request objects</a>
 */
record Request(
    Type type,
    String resourceType,
    ResourceId resource,
    JsonNode properties,
    Optional<JsonNode> oldProperties,
    Optional<String> physicalResourceId) {

  enum Type {
    CREATE("Create"),
    UPDATE("Update"),
    DELETE("Delete");

    private final String name;

    Type(String name) {
      this.name = name;
    }

    static Type named(String name) {
      for (Type type : values()) {
        if (type.name.equals(name)) {
          return type;
        }
      }
      throw new InvalidPropertyException(
          "The event's RequestType is %s; this function answers CloudFormation's Create, Update and Delete."
              .formatted(ForeignText.quoted(name)));
    }
  }

  static Request of(JsonNode event) {
    return new Request(
        Type.named(event.path("RequestType").asText()),
        text(event, "ResourceType"),
        new ResourceId(text(event, "StackId"), text(event, "LogicalResourceId")),
        event.path("ResourceProperties"),
        Optional.ofNullable(event.get("OldResourceProperties")),
        Optional.ofNullable(event.get("PhysicalResourceId")).map(JsonNode::asText));
  }

  private static String text(JsonNode event, String name) {
    String value = event.path(name).asText();
    if (value.isEmpty()) {
      throw new InvalidPropertyException(
          "The event has no %s; this function is called by CloudFormation through CDK's provider framework."
              .formatted(name));
    }
    return value;
  }
}
