package io.github.auroraproxy.localaws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The side of Lambda that a runtime talks to: it fetches events and posts answers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime
 *     API</a>
 */
final class RuntimeApi implements AutoCloseable {

  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Event(String requestId, String payload, long deadlineMillis) {}

  private final LocalHttpServer server;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile CompletableFuture<Invocation> answer = new CompletableFuture<>();

  RuntimeApi() throws IOException {
    server = LocalHttpServer.start(this::serve);
  }

  /** For {@code AWS_LAMBDA_RUNTIME_API}; holds a secret, without which nothing is told or taken. */
  String address() {
    return server.address();
  }

  CompletableFuture<Invocation> submit(String payload, Duration timeout) {
    answer = new CompletableFuture<>();
    events.add(
        new Event(
            UUID.randomUUID().toString(),
            payload,
            System.currentTimeMillis() + timeout.toMillis()));
    return answer;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = server.pathOf(exchange).substring(PREFIX.length());
    if (path.equals("invocation/next")) {
      next(exchange);
      return;
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.endsWith("/response")) {
      answer.complete(Invocation.succeeded(body));
    } else {
      JsonNode error = JSON.readTree(body);
      answer.complete(
          Invocation.failed(error.path("errorType").asText(), error.path("errorMessage").asText()));
    }
    exchange.sendResponseHeaders(ACCEPTED, -1);
    exchange.close();
  }

  private void next(HttpExchange exchange) throws IOException {
    try {
      Event event = events.take();
      // The native client compares the type without asking whether there is one.
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", event.requestId());
      exchange
          .getResponseHeaders()
          .set("Lambda-Runtime-Deadline-Ms", String.valueOf(event.deadlineMillis()));
      exchange
          .getResponseHeaders()
          .set(
              "Lambda-Runtime-Invoked-Function-Arn",
              "arn:aws:lambda:us-east-1:111122223333:function:local");
      byte[] payload = event.payload().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(OK, payload.length);
      exchange.getResponseBody().write(payload);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
