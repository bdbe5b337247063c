package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request of CloudFormation, as CDK's provider framework hands it on.
 *
 * @param type what to do
 * @param resourceType such as {@code Custom::AuroraDatabase}
 * @param resource the custom resource and its stack
 * @param properties what is wanted
 * @param oldProperties of an update, what was wanted before
 * @param physicalResourceId of an update or a deletion, the id that the function gave
 * @param id of the request, the same in every invocation for it
 * @param answered whether the function has answered it already, and is only asked whether it is
 *     complete
 * @param migrationsEnd if the function has begun it and is to go on, when the time of its
 *     migrations is over
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
    Optional<String> physicalResourceId,
    String id,
    boolean answered,
    Optional<Instant> migrationsEnd) {

  /** The fields of the function's own answer that CDK's framework hands back to it. */
  static final String IS_COMPLETE = "IsComplete";

  static final String MIGRATIONS_END = "MigrationsEnd";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{0,128}");

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
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event's RequestType is %s; this function answers CloudFormation's Create, Update and Delete."
              .formatted(ForeignText.quoted(name)));
    }
  }

  /** Whether the function has begun it in another invocation, and is to go on. */
  boolean isContinued() {
    return migrationsEnd.isPresent();
  }

  static Request of(JsonNode event) {
    Optional<JsonNode> complete = Optional.ofNullable(event.get(IS_COMPLETE));
    return new Request(
        Type.named(event.path("RequestType").asText()),
        text(event, "ResourceType"),
        new ResourceId(text(event, "StackId"), text(event, "LogicalResourceId")),
        event.path("ResourceProperties"),
        Optional.ofNullable(event.get("OldResourceProperties")),
        Optional.ofNullable(event.get("PhysicalResourceId")).map(JsonNode::asText),
        id(event),
        complete.filter(JsonNode::asBoolean).isPresent(),
        complete.filter(answer -> !answer.asBoolean()).map(answer -> migrationsEnd(event)));
  }

  /** It may come to stand in a mark, so it has to look like one of CloudFormation's. */
  private static String id(JsonNode event) {
    String id = event.path("RequestId").asText();
    if (!ID.matcher(id).matches()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event's RequestId is %s; CloudFormation's have at most 128 letters, digits and hyphens."
              .formatted(ForeignText.quoted(id)));
    }
    return id;
  }

  private static Instant migrationsEnd(JsonNode event) {
    String end = text(event, MIGRATIONS_END);
    try {
      return Instant.parse(end);
    } catch (DateTimeParseException e) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event's MigrationsEnd is %s, which is not what this function answered."
              .formatted(ForeignText.quoted(end)));
    }
  }

  private static String text(JsonNode event, String name) {
    String value = event.path(name).asText();
    if (value.isEmpty()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event has no %s; this function is called by CloudFormation through CDK's provider framework."
              .formatted(name));
    }
    return value;
  }
}
