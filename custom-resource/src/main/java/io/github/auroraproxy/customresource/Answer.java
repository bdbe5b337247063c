package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.state.DesiredState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What the provider framework hands to CloudFormation; no secret is in it. */
final class Answer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** CloudFormation takes 4096 bytes, of which the framework's own fields need some. */
  private static final int MAX_CHANGES_BYTES = 2048;

  private static final int MAX_USERS_BYTES = 1024;

  private Answer() {}

  static String physicalResourceId(DesiredState state) {
    return "aurora-database/%s/%s".formatted(state.host(), state.database());
  }

  static ObjectNode of(String physicalResourceId) {
    return JSON.createObjectNode().put("PhysicalResourceId", physicalResourceId);
  }

  static ObjectNode of(DesiredState state, Outcome outcome) {
    ObjectNode answer = of(physicalResourceId(state));
    answer
        .putObject("Data")
        .put("DatabaseName", state.database().value())
        .put(
            "Users",
            shortened(
                state.users().stream()
                    .map(user -> user.name().value())
                    .collect(Collectors.joining(",")),
                MAX_USERS_BYTES))
        .put("MigrationsApplied", outcome.migrationsApplied())
        .put("ServerVersion", outcome.serverVersion())
        .put("Changes", shortened(summary(outcome.changes()), MAX_CHANGES_BYTES));
    return answer;
  }

  static String summary(List<String> changes) {
    return changes.isEmpty() ? "nothing to change" : String.join("; ", changes);
  }

  private static String shortened(String text, int maxBytes) {
    String shortened = text;
    while (shortened.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      shortened = shortened.substring(0, shortened.offsetByCodePoints(shortened.length(), -1));
    }
    return shortened.length() == text.length() ? text : shortened + "…";
  }
}
