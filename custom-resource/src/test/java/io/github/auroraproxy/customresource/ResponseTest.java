package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.apply.Outcome;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResponseTest {

  /** What CloudFormation takes, less the ids and the names of the fields around the Data. */
  private static final int LIMIT = 4096 - 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static DesiredState stateWith(List<String> names) {
    ObjectNode properties =
        JSON.createObjectNode()
            .put("Host", "h")
            .put("Port", "5432")
            .put("AdminSecretArn", "arn")
            .put("DatabaseName", "\"".repeat(63));
    ArrayNode users = properties.putArray("Users");
    names.forEach(name -> users.addObject().put("Username", name).put("SecretArn", "arn"));
    return DesiredState.parse(
        properties,
        new FunctionConfiguration(
            List.of(new ClusterConfiguration("h", 5432, DatabaseTls.VERIFY_FULL, "arn")),
            Optional.empty()));
  }

  @Test
  void aFewChangesAreToldInFull() {
    JsonNode data =
        Response.of(stateWith(List.of("a", "b")), new Outcome("17.6", 2, List.of("one", "two")))
            .path("Data");

    assertThat(data.path("Users").asText()).isEqualTo("a,b");
    assertThat(data.path("Changes").asText()).isEqualTo("one; two");
    assertThat(data.path("MigrationsApplied").asText()).isEqualTo("2");
  }

  @Test
  void howeverMuchThereIsToTellTheAnswerFits() throws Exception {
    List<String> names = IntStream.range(0, 200).mapToObj(i -> "\"ä漢".repeat(8) + i).toList();
    List<String> changes = names.stream().map(name -> "granted \"SELECT\" to " + name).toList();

    JsonNode answer = Response.of(stateWith(names), new Outcome("17.6", 2, changes));

    assertThat(JSON.writeValueAsBytes(answer)).hasSizeLessThanOrEqualTo(LIMIT);
    assertThat(answer.path("Data").path("Users").asText()).endsWith("…");
    assertThat(answer.path("Data").path("Changes").asText()).endsWith("…");
  }
}
