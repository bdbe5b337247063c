package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.auroraproxy.customresource.apply.Outcome;
import io.github.auroraproxy.customresource.state.DatabaseIdentity;
import io.github.auroraproxy.customresource.state.DesiredState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The response of the function, which the provider framework hands to CloudFormation. It holds no
 * secret.
 */
final class Response {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * CloudFormation takes 4096 bytes, of which the framework's own fields, the ids among them, need
   * some.
   */
  private static final int MAX_DATA_BYTES = 2560;

  private static final int MAX_USERS_BYTES = 1024;

  private Response() {}

  static ObjectNode of(String physicalResourceId) {
    return complete().put("PhysicalResourceId", physicalResourceId);
  }

  /** To the framework's question whether a request that was answered is complete. */
  static ObjectNode complete() {
    return JSON.createObjectNode().put(Request.IS_COMPLETE, true);
  }

  /**
   * The framework asks again, until the request is complete.
   *
   * @param physicalResourceId that CloudFormation is to know the resource by if the request fails
   * @param migrationsEnd when the time of the migrations is over
   */
  static ObjectNode unfinished(String physicalResourceId, Instant migrationsEnd) {
    return JSON.createObjectNode()
        .put("PhysicalResourceId", physicalResourceId)
        .put(Request.IS_COMPLETE, false)
        .put(Request.MIGRATIONS_END, migrationsEnd.toString());
  }

  static ObjectNode of(DesiredState state, Outcome outcome) {
    ObjectNode answer =
        of(DatabaseIdentity.physicalResourceId(state.cluster().host(), state.database()));
    String users =
        state.users().stream().map(user -> user.name().value()).collect(Collectors.joining(","));
    ObjectNode data =
        answer
            .putObject("Data")
            .put("DatabaseName", state.database().value())
            .put("Users", shortened(users, MAX_USERS_BYTES))
            .put("MigrationsApplied", String.valueOf(outcome.migrationsApplied()))
            .put("ServerVersion", outcome.serverVersion());
    data.put("Changes", shortened(summary(outcome.changes()), MAX_DATA_BYTES - bytes(data)));
    return answer;
  }

  static String summary(List<String> changes) {
    return changes.isEmpty() ? "nothing to change" : String.join("; ", changes);
  }

  private static String shortened(String text, int maxBytes) {
    if (bytes(TextNode.valueOf(text)) <= maxBytes) {
      return text;
    }
    int end = Math.min(text.length(), maxBytes);
    while (bytes(TextNode.valueOf(text.substring(0, end) + "…")) > maxBytes) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  private static int bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
