package io.github.auroraproxy.customresource.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What Secrets Manager answers, through AWS's own client. */
class SecretsTest {

  private static final String ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:app";
  private static final String DENIED =
      "{\"__type\": \"AccessDeniedException\", \"Message\": \"no\"}";
  private static final String FOUND =
      "{\"SecretString\": \"{\\\"username\\\": \\\"app_user\\\", \\\"password\\\": \\\"p\\\"}\"}";

  private HttpServer server;

  /** An answer with its status. */
  private record Reply(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Secrets answering(Reply... replies) {
    Iterator<Reply> next = List.of(replies).iterator();
    server.createContext(
        "/",
        exchange -> {
          Reply reply = next.next();
          byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
          exchange.sendResponseHeaders(reply.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    return at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private static Secrets at(URI endpoint) {
    return Secrets.of(
        SecretsManagerClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"))),
        2);
  }

  @Test
  void aPolicyThatDoesNotCountYetIsWaitedFor() {
    try (Secrets secrets = answering(new Reply(400, DENIED), new Reply(200, FOUND))) {
      assertThat(secrets.read(ARN, "user 'app_user'").username()).isEqualTo("app_user");
    }
  }

  @Test
  void aMissingPermissionIsNamed() {
    try (Secrets secrets = answering(new Reply(400, DENIED), new Reply(400, DENIED))) {
      assertThatThrownBy(() -> secrets.read(ARN, "user 'app_user'"))
          .isInstanceOf(FunctionException.class)
          .hasFieldOrPropertyWithValue("kind", FailureKind.SECRET_UNUSABLE)
          .hasMessage(
              "Secrets Manager refused the secret of user 'app_user' (%s) with AccessDeniedException; allow the function's role secretsmanager:GetSecretValue on it, and kms:Decrypt if its key is a customer key."
                  .formatted(ARN));
    }
  }

  @Test
  void aBinarySecretIsRefused() {
    try (Secrets secrets = answering(new Reply(200, "{\"SecretBinary\": \"AAEC\"}"))) {
      assertThatThrownBy(() -> secrets.read(ARN, "the master user"))
          .hasMessage(
              "The secret of the master user (%s) is binary; store a JSON object with username and password."
                  .formatted(ARN));
    }
  }

  @Test
  void aSecretWithoutAPasswordIsRefused() {
    try (Secrets secrets =
        answering(new Reply(200, "{\"SecretString\": \"{\\\"username\\\": \\\"a\\\"}\"}"))) {
      assertThatThrownBy(() -> secrets.read(ARN, "the master user"))
          .hasMessage(
              "The secret of the master user (%s) has no text 'password'; store {\"username\": …, \"password\": …} in it."
                  .formatted(ARN));
    }
  }

  @Test
  void aServiceThatCannotBeReachedIsExplainedByTheSubnets() {
    server.stop(0);

    try (Secrets secrets = at(URI.create("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> secrets.read(ARN, "the master user"))
          .hasMessage(
              "Secrets Manager could not be reached for the secret of the master user (%s); the function's subnets need a NAT gateway or an interface endpoint for secretsmanager whose security group admits the function."
                  .formatted(ARN));
    }
  }
}
