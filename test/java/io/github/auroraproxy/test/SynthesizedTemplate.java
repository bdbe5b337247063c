package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.App;

/** A synthesized template, with queries. */
public record SynthesizedTemplate(JsonNode json) {

  public static SynthesizedTemplate of(App app, String stack) {
    Path assembly = Path.of(app.synth().getDirectory());
    return new SynthesizedTemplate(CdkApp.read(assembly.resolve(stack + ".template.json")));
  }

  /** All resources of a type, by logical id. */
  public List<Map.Entry<String, JsonNode>> all(String type) {
    return json.get("Resources").properties().stream()
        .filter(resource -> type.equals(resource.getValue().get("Type").asText()))
        .toList();
  }

  /** The logical id of the one resource of a type. */
  public String idOf(String type) {
    assertThat(all(type)).as(type).hasSize(1);
    return all(type).get(0).getKey();
  }

  /** The properties of the one resource of a type. */
  public JsonNode only(String type) {
    return resource(idOf(type)).get("Properties");
  }

  public JsonNode resource(String logicalId) {
    return json.get("Resources").get(logicalId);
  }

  /** The properties of the one resource of a type with this value at a JSON pointer. */
  public JsonNode only(String type, String pointer, String value) {
    List<JsonNode> found =
        all(type).stream()
            .map(resource -> resource.getValue().get("Properties"))
            .filter(properties -> value.equals(properties.at(pointer).asText()))
            .toList();
    assertThat(found).as("%s with %s = %s", type, pointer, value).hasSize(1);
    return found.get(0);
  }

  /** The policies of the role that RDS assumes for a proxy. */
  public List<JsonNode> policiesOfTheProxy() {
    List<String> roles =
        all("AWS::IAM::Role").stream()
            .filter(role -> role.getValue().toString().contains("rds.amazonaws.com"))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(roles).hasSize(1);
    assertThat(resource(roles.get(0)).at("/Properties/Policies").isMissingNode()).isTrue();
    return all("AWS::IAM::Policy").stream()
        .map(policy -> policy.getValue().get("Properties"))
        .filter(policy -> policy.get("Roles").findValuesAsText("Ref").contains(roles.get(0)))
        .toList();
  }

  public List<String> dependenciesOf(String logicalId) {
    return StreamSupport.stream(resource(logicalId).path("DependsOn").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The resources that CloudFormation finishes before it begins with this one. */
  public Set<String> needsOf(String logicalId) {
    Set<String> ids = new TreeSet<>(dependenciesOf(logicalId));
    referencesOf(resource(logicalId)).forEach(ids::add);
    ids.removeIf(id -> resource(id) == null);
    return ids;
  }

  /** What a value refers to: resources, parameters and pseudo parameters, by logical id. */
  public static Stream<String> referencesOf(JsonNode value) {
    return Stream.concat(
        value.findValuesAsText("Ref").stream(),
        value.findValues("Fn::GetAtt").stream().map(attribute -> attribute.path(0).asText()));
  }

  public static JsonNode json(String text) {
    try {
      return CdkApp.JSON.readTree(text.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
