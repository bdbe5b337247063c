package io.github.auroraproxy.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Every user of a machine reaches its loopback interface, so the servers answer a secret alone. */
class LocalServersTest {

  private static final String ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin";
  private static final int NOT_FOUND = 404;

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> post(URI uri, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("X-Amz-Target", "secretsmanager.GetSecretValue")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void secretsAreToldToWhoKnowsThePathAlone() throws Exception {
    try (LocalSecretsManager secrets = LocalSecretsManager.start();
        LocalSecretsManager other = LocalSecretsManager.start()) {
      secrets.put(ARN, "only for the function");
      String request = "{\"SecretId\": \"" + ARN + "\"}";

      assertThat(
              new ObjectMapper()
                  .readTree(post(secrets.endpoint(), request).body())
                  .path("SecretString")
                  .asText())
          .isEqualTo("only for the function");
      for (String path : new String[] {"/", other.endpoint().getPath(), "/.." + ARN}) {
        HttpResponse<String> answer = post(secrets.endpoint().resolve(path), request);
        assertThat(answer.statusCode()).isEqualTo(NOT_FOUND);
        assertThat(answer.body()).doesNotContain("only for the function");
      }
      assertThat(secrets.asked()).containsExactly(ARN);
    }
  }

  @Test
  void answersOfAFunctionAreTakenFromWhoKnowsThePathAlone() throws Exception {
    try (RuntimeApi api = new RuntimeApi()) {
      CompletableFuture<Invocation> answer = api.submit("{}", Duration.ofMinutes(1));
      String known = "http://" + api.address();
      String host = known.substring(0, known.lastIndexOf('/'));
      String response = "/2018-06-01/runtime/invocation/1/response";

      assertThat(post(URI.create(host + response), "\"forged\"").statusCode()).isEqualTo(NOT_FOUND);
      assertThat(answer).isNotDone();

      post(URI.create(known + response), "\"real\"");
      assertThat(answer.get().payload()).contains("\"real\"");
    }
  }
}
