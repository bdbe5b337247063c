package io.github.auroraproxy.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.operations.AuroraProxyCommand;
import io.github.auroraproxy.test.CdkApp;
import io.github.auroraproxy.test.EvaluationAssembly;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands find the app's stack by its name, and the proxy by the stack's outputs. They run in
 * a JVM of their own, against AWS's APIs as a stack of the app would make them answer.
 */
@Tag("evaluation-cluster")
class StackContractTest {

  private static final Map<String, String> OUTPUTS = new TreeMap<>();
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  @TempDir static Path directory;

  private static HttpServer aws;

  @BeforeAll
  static void deploy() throws IOException {
    JsonNode outputs = EvaluationAssembly.proxy().json().get("Outputs");
    outputs.fieldNames().forEachRemaining(key -> OUTPUTS.put(key, "value-of-" + key));
    OUTPUTS.put("Port", "6543");
    OUTPUTS.put("ProxyOwner", AuroraProxyApp.PROXY_STACK);
    ANSWERS.put("DescribeStacks", stacks());
    ANSWERS.put(
        "DescribeDBClusters",
        """
        <DBClusters><DBCluster>
          <DBClusterIdentifier>orders</DBClusterIdentifier>
          <DBClusterArn>arn:aws:rds:us-east-1:111122223333:cluster:orders</DBClusterArn>
          <Engine>aurora-postgresql</Engine><EngineVersion>17.9</EngineVersion>
          <Status>available</Status><Endpoint>orders.example.invalid</Endpoint><Port>5432</Port>
          <MasterUserSecret><SecretArn>arn</SecretArn></MasterUserSecret>
        </DBCluster></DBClusters>
        """);
    ANSWERS.put(
        "DescribeDBProxies",
        """
        <DBProxies><member>
          <DBProxyName>value-of-ProxyName</DBProxyName><EngineFamily>POSTGRESQL</EngineFamily>
          <DBProxyArn>arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0</DBProxyArn>
          <Status>available</Status><Endpoint>proxy.example.invalid</Endpoint>
        </member></DBProxies>
        """);
    ANSWERS.put(
        "DescribeDBProxyTargets",
        "<Targets><member><RdsResourceId>orders</RdsResourceId></member></Targets>");
    ANSWERS.put("ListTagsForResource", "<TagList/>");
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext("/", StackContractTest::answer);
    aws.start();
  }

  @AfterAll
  static void stop() {
    aws.stop(0);
  }

  @Test
  void connectNeedsNoOptionForTheStackOfTheApp() throws Exception {
    assertThat(run("connect", "--print-token"))
        .startsWith("value-of-ProxyEndpoint:6543/")
        .contains("DBUser=value-of-UserName");
  }

  @Test
  void discoverKnowsTheProxyOfTheApp() throws Exception {
    Path context = directory.resolve("cdk.context.json");

    String found =
        run("discover", "--cluster", "orders", "--write", "--context", context.toString());

    assertThat(found).contains("of stack " + AuroraProxyApp.PROXY_STACK);
    assertThat(CdkApp.read(context).get("cluster").asText()).isEqualTo("orders");
    assertThat(CdkApp.read(context).has("proxy")).as("names the app's own proxy").isFalse();
  }

  private static String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(AuroraProxyCommand.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + aws.getAddress().getPort());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    File output = directory.resolve("output").toFile();
    File error = directory.resolve("error").toFile();
    Process process = builder.redirectOutput(output).redirectError(error).start();
    int exitCode = process.waitFor();
    assertThat(exitCode).as(Files.readString(error.toPath())).isZero();
    return Files.readString(output.toPath());
  }

  private static String stacks() {
    StringBuilder outputs = new StringBuilder();
    OUTPUTS.forEach(
        (key, value) ->
            outputs.append(
                "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>"
                    .formatted(key, value)));
    return """
        <Stacks><member>
          <StackName>%s</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
          <CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>%s</Outputs>
        </member></Stacks>
        """
        .formatted(AuroraProxyApp.PROXY_STACK, outputs);
  }

  /** Answers in the Query protocol; a stack of another name does not exist. */
  private static void answer(HttpExchange exchange) throws IOException {
    Map<String, String> request = parameters(exchange);
    String action = request.get("Action");
    String stack = request.getOrDefault("StackName", AuroraProxyApp.PROXY_STACK);
    boolean exists = stack.equals(AuroraProxyApp.PROXY_STACK);
    String body =
        exists
            ? "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                .formatted(action, ANSWERS.get(action))
            : "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>";
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(exists ? 200 : 400, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> parameters(HttpExchange exchange) throws IOException {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return parameters;
  }
}
