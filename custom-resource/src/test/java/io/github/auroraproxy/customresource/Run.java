package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.localaws.LoggedStatement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One invocation of the function.
 *
 * @param answer what it returned, if it did
 * @param error the message of what it threw, if it did
 * @param log its lines
 * @param sent reads the statements that the server has received since
 */
record Run(
    Optional<JsonNode> answer,
    Optional<String> error,
    List<String> log,
    Supplier<List<LoggedStatement>> sent) {

  /** The answer's Data of a run that has to have succeeded. */
  JsonNode data() {
    assertThat(error).isEmpty();
    return answer.orElseThrow().path("Data");
  }

  /** The summary of a run that has to have succeeded. */
  String changes() {
    return data().path("Changes").asText();
  }

  /** The message of a run that has to have failed. */
  String refusal() {
    assertThat(answer).isEmpty();
    return error.orElseThrow();
  }

  /** The statements that the server has received since the run began. */
  List<String> statements() {
    return texts(sent.get());
  }

  /** Whatever may have changed something, but for the lock of the run. */
  List<String> changingStatements() {
    return texts(
        sent.get().stream()
            .filter(LoggedStatement::canChangeSomething)
            .filter(sent -> !sent.sql().startsWith("COMMENT ON ROLE \"aurora_proxy_lock\""))
            .toList());
  }

  private static List<String> texts(List<LoggedStatement> statements) {
    return statements.stream().map(LoggedStatement::sql).toList();
  }
}
