package io.github.auroraproxy.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Values of a template as CloudFormation would hand them on, with a name in the place of each value
 * that only a deployment knows: the same function has the same name.
 */
final class Deployed {

  private Deployed() {}

  static String text(JsonNode value) {
    if (value.has("Fn::Join")) {
      String separator = value.at("/Fn::Join/0").asText();
      return StreamSupport.stream(value.at("/Fn::Join/1").spliterator(), false)
          .map(Deployed::text)
          .collect(Collectors.joining(separator));
    }
    return value.isObject() ? value.toString().replaceAll("[^A-Za-z0-9]+", ".") : value.asText();
  }

  /** A text that is itself JSON. */
  static JsonNode json(JsonNode value) {
    try {
      return CdkApp.JSON.readTree(text(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text(value), e);
    }
  }
}
