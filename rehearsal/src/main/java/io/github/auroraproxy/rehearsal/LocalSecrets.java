package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.commandline.ProblemException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The secrets of an assembly, generated as Secrets Manager would.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">GetRandomPassword</a>
 */
final class LocalSecrets {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEFAULT_LENGTH = 32;
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final Map<String, ObjectNode> byArn = new HashMap<>();

  LocalSecrets(CloudAssembly assembly) {
    for (CloudAssembly.Stack stack : assembly.stacks()) {
      stack
          .template()
          .path("Resources")
          .properties()
          .forEach(
              resource -> {
                JsonNode generate =
                    resource.getValue().path("Properties").path("GenerateSecretString");
                if (resource.getValue().path("Type").asText().equals("AWS::SecretsManager::Secret")
                    && generate.has("GenerateStringKey")) {
                  byArn.put(TemplateValues.secretArn(resource.getKey()), generated(generate));
                }
              });
    }
  }

  private static ObjectNode generated(JsonNode generate) {
    try {
      ObjectNode secret =
          (ObjectNode) JSON.readTree(generate.path("SecretStringTemplate").asText("{}"));
      return secret.put(generate.path("GenerateStringKey").asText(), password(generate));
    } catch (JsonProcessingException e) {
      throw new ProblemException("A secret's SecretStringTemplate is not JSON.");
    }
  }

  private static String password(JsonNode generate) {
    String characters =
        LETTERS_AND_DIGITS
            + (generate.path("ExcludePunctuation").asBoolean(false) ? "" : PUNCTUATION);
    String excluded = generate.path("ExcludeCharacters").asText("");
    String allowed =
        characters
            .chars()
            .filter(c -> excluded.indexOf(c) < 0)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return new SecureRandom()
        .ints(generate.path("PasswordLength").asInt(DEFAULT_LENGTH), 0, allowed.length())
        .mapToObj(i -> String.valueOf(allowed.charAt(i)))
        .collect(Collectors.joining());
  }

  Optional<ObjectNode> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  void put(String arn, String username, String password) {
    byArn.put(arn, JSON.createObjectNode().put("username", username).put("password", password));
  }

  Map<String, ObjectNode> all() {
    return byArn;
  }
}
