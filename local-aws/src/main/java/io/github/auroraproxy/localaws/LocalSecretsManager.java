package io.github.auroraproxy.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * AWS Secrets Manager's GetSecretValue on the loopback interface, for secrets of this process.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
public final class LocalSecretsManager implements AutoCloseable {

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final LocalHttpServer server;

  private LocalSecretsManager() throws IOException {
    server = LocalHttpServer.start(this::answer);
  }

  /** Starts it on a free port. */
  public static LocalSecretsManager start() {
    try {
      return new LocalSecretsManager();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * For {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}; holds a secret, without which nothing is told.
   */
  public URI endpoint() {
    return URI.create("http://" + server.address() + "/");
  }

  /** Stores a secret, or another value of it. */
  public void put(String arn, String secretString) {
    secrets.put(arn, secretString);
  }

  /** The ARNs of the secrets that were asked for, the oldest first, each as often as it was. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String arn = request.path("SecretId").asText();
    asked.add(arn);
    ObjectNode answer = JSON.createObjectNode();
    int status = BAD_REQUEST;
    if (!target.equals("secretsmanager.GetSecretValue")) {
      answer.put("__type", "InvalidRequestException").put("message", "Not served here: " + target);
    } else if (!secrets.containsKey(arn)) {
      answer
          .put("__type", "ResourceNotFoundException")
          .put("Message", "Secrets Manager can't find the specified secret.");
    } else {
      status = OK;
      answer.put("ARN", arn).put("Name", arn).put("SecretString", secrets.get(arn));
    }
    byte[] body = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
