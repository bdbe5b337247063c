package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How a service reads requests and writes answers.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/index.html">Smithy's AWS protocols</a>
 */
enum Protocol {
  /** RDS, IAM, STS, CloudFormation; EC2 with an envelope of its own. */
  QUERY(Map.of("Content-Type", "text/xml")) {
    @Override
    Call call(String service, HttpExchange exchange, byte[] body) {
      ObjectNode parameters = JSON.createObjectNode();
      for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
        String[] parts = pair.split("=", 2);
        // A list comes as NAME.1 from EC2, and with a word between from the others.
        String name = decode(parts[0]).replaceAll("\\.[A-Za-z]+\\.(\\d+)$", ".$1");
        parameters.put(name, decode(parts[1]));
      }
      return new Call(service + ":" + parameters.path("Action").asText(), parameters);
    }

    @Override
    byte[] answer(Call call, JsonNode answer) {
      String name = call.operation();
      boolean ec2 = call.action().startsWith("ec2:");
      Xml xml = new Xml(ec2 ? "item" : "member");
      String result = ec2 ? xml.of(answer) : xml.element(name + "Result", answer);
      return bytes(
          "<" + name + "Response>" + result + "<RequestId>1</RequestId></" + name + "Response>");
    }

    @Override
    byte[] error(Call call, AwsError error) {
      ObjectNode fields =
          JSON.createObjectNode().put("Code", error.code()).put("Message", error.getMessage());
      String xml = new Xml("member").element("Error", fields);
      return bytes(
          call.action().startsWith("ec2:")
              ? "<Response><Errors>" + xml + "</Errors><RequestID>1</RequestID></Response>"
              : "<ErrorResponse>" + xml + "<RequestId>1</RequestId></ErrorResponse>");
    }
  },

  /** Secrets Manager. */
  JSON_1_1(Map.of("Content-Type", "application/x-amz-json-1.1")) {
    @Override
    Call call(String service, HttpExchange exchange, byte[] body) throws IOException {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      return new Call(
          service + ":" + target.substring(target.indexOf('.') + 1), JSON.readTree(body));
    }

    @Override
    byte[] answer(Call call, JsonNode answer) throws IOException {
      return JSON.writeValueAsBytes(answer);
    }

    @Override
    byte[] error(Call call, AwsError error) throws IOException {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode().put("__type", error.code()).put("message", error.getMessage()));
    }
  },

  /** CloudWatch. */
  RPC_V2_CBOR(Map.of("Content-Type", "application/cbor", "smithy-protocol", "rpc-v2-cbor")) {
    @Override
    Call call(String service, HttpExchange exchange, byte[] body) throws IOException {
      String path = exchange.getRequestURI().getPath();
      return new Call(service + ":" + path.substring(path.lastIndexOf('/') + 1), Cbor.read(body));
    }

    @Override
    byte[] answer(Call call, JsonNode answer) throws IOException {
      return Cbor.write(answer);
    }

    @Override
    byte[] error(Call call, AwsError error) throws IOException {
      return Cbor.write(
          JSON.createObjectNode()
              .put("__type", "com.amazonaws.cloudwatch#" + error.code())
              .put("message", error.getMessage()));
    }
  };

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> headers;

  Protocol(Map<String, String> headers) {
    this.headers = headers;
  }

  static Protocol of(Headers request) {
    if (request.containsKey("smithy-protocol")) {
      return RPC_V2_CBOR;
    }
    return request.containsKey("X-Amz-Target") ? JSON_1_1 : QUERY;
  }

  Map<String, String> headers() {
    return headers;
  }

  abstract Call call(String service, HttpExchange exchange, byte[] body) throws IOException;

  abstract byte[] answer(Call call, JsonNode answer) throws IOException;

  abstract byte[] error(Call call, AwsError error) throws IOException;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
