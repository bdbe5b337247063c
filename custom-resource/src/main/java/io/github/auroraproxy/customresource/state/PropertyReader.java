package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one JSON object of properties, and names the place of each property in its messages. */
final class PropertyReader {

  private static final int MAX_PORT = 65_535;

  /** Longer than any name, ARN or number; errors quote a value, and CloudFormation takes 4 KB. */
  private static final int MAX_LENGTH = 1024;

  private static final int LONGEST_NAME = 63;

  private final JsonNode object;
  private final String path;

  private PropertyReader(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  static PropertyReader of(JsonNode object, Set<String> known) {
    return of(object, "", known);
  }

  private static PropertyReader of(JsonNode object, String path, Set<String> known) {
    if (object == null || !object.isObject()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s is not an object of properties; correct it in the template."
              .formatted(path.isEmpty() ? "ResourceProperties" : path));
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new FunctionException(
                    FailureKind.INVALID_PROPERTY,
                    "Property %s is not known; the properties are %s."
                        .formatted(at(path, name), known.stream().sorted().toList()));
              }
            });
    return new PropertyReader(object, path);
  }

  private static String at(String path, String name) {
    String shown = name.length() <= LONGEST_NAME ? name : ForeignText.quoted(name);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  String path(String name) {
    return at(path, name);
  }

  boolean has(String name) {
    JsonNode value = object.get(name);
    return value != null && !value.isNull();
  }

  Optional<String> text(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property %s is not a plain value; correct it in the template.".formatted(path(name)));
    }
    String text = value.asText();
    if (text.length() > MAX_LENGTH) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property %s has %s characters; shorten it to at most %s."
              .formatted(path(name), text.length(), MAX_LENGTH));
    }
    return Optional.of(text);
  }

  String required(String name) {
    return text(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () ->
                new FunctionException(
                    FailureKind.INVALID_PROPERTY,
                    "Property %s is missing; set it in the template.".formatted(path(name))));
  }

  OptionalInt integer(String name, int min, int max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the sentence below, which is the same for every number out of range.
    }
    throw new FunctionException(
        FailureKind.INVALID_PROPERTY,
        "Property %s is '%s', which is not a whole number from %s to %s."
            .formatted(path(name), text.get(), min, max));
  }

  int port(String name) {
    required(name);
    return integer(name, 1, MAX_PORT).orElseThrow();
  }

  boolean flag(String name) {
    String value = text(name).orElse("false");
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new FunctionException(
              FailureKind.INVALID_PROPERTY,
              "Property %s is '%s', which is neither 'true' nor 'false'."
                  .formatted(path(name), value));
    };
  }

  <E extends Enum<E>> E choice(String name, E[] values, Function<E, String> label, E byDefault) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    return Arrays.stream(values)
        .filter(value -> label.apply(value).equals(text.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new FunctionException(
                    FailureKind.INVALID_PROPERTY,
                    "Property %s is '%s'; it has to be one of %s."
                        .formatted(
                            path(name),
                            text.get(),
                            Arrays.stream(values).map(label).collect(Collectors.joining(", ")))));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isTextual()) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property %s holds something else than texts; correct it in the template."
                .formatted(path(name)));
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  private JsonNode array(String name) {
    JsonNode value = object.get(name);
    if (value == null || !value.isArray()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property %s is missing or not a list; set it in the template.".formatted(path(name)));
    }
    return value;
  }

  List<PropertyReader> list(String name, Set<String> known) {
    JsonNode value = array(name);
    List<PropertyReader> elements = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      elements.add(of(value.get(i), "%s[%s]".formatted(path(name), i), known));
    }
    return elements;
  }

  Map<String, String> map(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property %s is not an object of names and values; correct it in the template."
              .formatted(path(name)));
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "Property %s is not a plain value; correct it in the template."
                .formatted(at(path(name), entry.getKey())));
      }
      map.put(entry.getKey(), entry.getValue().asText());
    }
    return map;
  }
}
