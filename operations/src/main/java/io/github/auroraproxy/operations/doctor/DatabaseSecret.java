package io.github.auroraproxy.operations.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Reads the user's name from the secret of a database user, and never the password. */
final class DatabaseSecret {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DatabaseSecret() {}

  /** The user; empty if the secret is not a JSON object with username and password. */
  static Optional<String> username(SecretsManagerClient secrets, String arn) {
    JsonNode value = value(secrets, arn);
    return Optional.of(value.path("username").asText(""))
        .filter(name -> !name.isEmpty() && value.path("password").isTextual());
  }

  private static JsonNode value(SecretsManagerClient secrets, String arn) {
    String text = secrets.getSecretValue(request -> request.secretId(arn)).secretString();
    try {
      return JSON.readTree(String.valueOf(text));
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
