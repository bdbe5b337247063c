package io.github.auroraproxy.localaws.launcher;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.factories.GsonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * Runs a function's {@code RequestStreamHandler} against the runtime API, one event after the
 * other.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime
 *     API</a>
 */
public final class PlainLauncher {

  private static final String METHOD_SEPARATOR = "::";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String invocations;
  private final RequestStreamHandler handler;

  private PlainLauncher(String api, RequestStreamHandler handler) {
    this.invocations = "http://" + api + "/2018-06-01/runtime/invocation/";
    this.handler = handler;
  }

  /**
   * @param arguments the handler, {@code package.Class::handleRequest}
   */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0].split(METHOD_SEPARATOR)[0];
    Object handler = Class.forName(name).getDeclaredConstructor().newInstance();
    if (!(handler instanceof RequestStreamHandler streams)) {
      throw new IllegalArgumentException(name + " is no RequestStreamHandler");
    }
    PlainLauncher launcher = new PlainLauncher(System.getenv("AWS_LAMBDA_RUNTIME_API"), streams);
    while (true) {
      launcher.serveNext();
    }
  }

  private void serveNext() throws IOException, InterruptedException {
    HttpResponse<byte[]> event =
        http.send(
            HttpRequest.newBuilder(URI.create(invocations + "next")).build(),
            BodyHandlers.ofByteArray());
    PlainContext context =
        new PlainContext(
            header(event, "Lambda-Runtime-Aws-Request-Id"),
            header(event, "Lambda-Runtime-Invoked-Function-Arn"),
            Long.parseLong(header(event, "Lambda-Runtime-Deadline-Ms")));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event.body()), answer, context);
    } catch (Exception e) {
      post(context, "error", error(e));
      return;
    }
    post(context, "response", answer.toByteArray());
  }

  private static String header(HttpResponse<?> event, String name) {
    return event.headers().firstValue(name).orElseThrow();
  }

  private static byte[] error(Exception e) {
    return json(
        Map.of(
            "errorType", e.getClass().getName(), "errorMessage", String.valueOf(e.getMessage())));
  }

  static byte[] json(Map<String, String> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GsonFactory.getInstance().getSerializer(Map.class).toJson(fields, bytes);
    return bytes.toByteArray();
  }

  private void post(PlainContext context, String kind, byte[] body)
      throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(URI.create(invocations + context.getAwsRequestId() + "/" + kind))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.discarding());
  }
}
