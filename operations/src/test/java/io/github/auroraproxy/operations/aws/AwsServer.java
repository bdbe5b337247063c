package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS's endpoints on the loopback interface: takes the requests that the SDK really sends and
 * answers in each service's own wire format. What it answers is told by {@link #on}.
 */
public final class AwsServer implements AutoCloseable {

  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/]+/\\d{8}/[^/]+/([^/]+)/aws4_request");
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Or each answer waits for the client's delayed acknowledgement, some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Map<String, Function<Call, JsonNode>> operations = new ConcurrentHashMap<>();
  private final Map<String, List<AwsError>> errors = new ConcurrentHashMap<>();
  private final Map<String, AwsError> refusals = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private AwsError refusalOfAll;

  private AwsServer(HttpServer server) {
    this.server = server;
  }

  /** Starts it on a free port. */
  public static AwsServer start() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      AwsServer server = new AwsServer(http);
      http.createContext("/", server::answer);
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For {@code AWS_ENDPOINT_URL}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What an action, such as {@code rds:DescribeDBClusters}, answers. */
  public void on(String action, Function<Call, JsonNode> operation) {
    operations.put(action, operation);
  }

  /** The next calls of an action fail, one after the other. */
  public void failNext(String action, int times, AwsError error) {
    errors.put(action, new ArrayList<>(Collections.nCopies(times, error)));
  }

  /** Every call of an action is refused from now on. */
  public void refuse(String action) {
    refusals.put(action, AwsError.accessDenied(action));
  }

  /** Every call of any action fails from now on. */
  public void failAll(AwsError error) {
    refusalOfAll = error;
  }

  /** Every call so far. */
  public List<Call> calls() {
    return calls;
  }

  /** Every call of an action so far. */
  public List<Call> calls(String action) {
    return calls.stream().filter(call -> call.action().equals(action)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Protocol protocol = Protocol.of(exchange.getRequestHeaders());
    Call call = protocol.call(service(exchange), exchange, body);
    calls.add(call);
    try {
      AwsError error = error(call.action());
      if (error != null) {
        throw error;
      }
      Function<Call, JsonNode> operation = operations.get(call.action());
      if (operation == null) {
        throw new AwsError(400, "InvalidAction", "Not served here: " + call.action());
      }
      send(exchange, protocol, 200, protocol.answer(call, operation.apply(call)));
    } catch (AwsError e) {
      send(exchange, protocol, e.status(), protocol.error(call, e));
    } catch (RuntimeException e) {
      e.printStackTrace();
      AwsError broken = new AwsError(400, "BrokenTestServer", e.toString());
      send(exchange, protocol, broken.status(), protocol.error(call, broken));
    }
  }

  private synchronized AwsError error(String action) {
    if (refusalOfAll != null) {
      return refusalOfAll;
    }
    List<AwsError> next = errors.getOrDefault(action, List.of());
    return next.isEmpty() ? refusals.get(action) : next.remove(0);
  }

  private static String service(HttpExchange exchange) {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Matcher scope = SCOPE.matcher(authorization);
    if (!scope.find()) {
      throw new IllegalStateException("The request is not signed: " + authorization);
    }
    return scope.group(1).equals("monitoring") ? "cloudwatch" : scope.group(1);
  }

  private static void send(HttpExchange exchange, Protocol protocol, int status, byte[] body)
      throws IOException {
    protocol.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** A call as the SDK sent it: the parameters of a Query request as a flat object. */
  public record Call(String action, JsonNode request) {

    /** A parameter as text; empty if it is missing. */
    public String text(String name) {
      return request.path(name).asText("");
    }

    /** The values of {@code NAME.member.1}, {@code NAME.member.2} and so on. */
    public List<String> list(String name) {
      List<String> values = new ArrayList<>();
      for (int i = 1; request.has(name + "." + i); i++) {
        values.add(text(name + "." + i));
      }
      return values;
    }

    String operation() {
      return action.substring(action.indexOf(':') + 1);
    }

    @Override
    public String toString() {
      try {
        return action + " " + JSON.writeValueAsString(request);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
