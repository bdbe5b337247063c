package io.github.auroraproxy.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The policy statements of a template, in roles and in policies. */
final class PolicyStatements {

  private PolicyStatements() {}

  /**
   * @param owner the logical id of the resource it stands in
   * @param type the type of that resource
   */
  record Statement(String owner, String type, JsonNode json) {

    TreeSet<String> actions() {
      TreeSet<String> actions = new TreeSet<>();
      JsonNode action = json.path("Action");
      if (action.isArray()) {
        action.forEach(each -> actions.add(each.asText()));
      } else {
        actions.add(action.asText());
      }
      return actions;
    }

    boolean ofKeyPolicy() {
      return "AWS::KMS::Key".equals(type);
    }

    /** Whether any resource it is about has a wildcard in it. */
    boolean hasWildcard() {
      return json.path("Resource").toString().contains("*")
          || json.has("NotResource")
          || json.path("Action").toString().contains("*");
    }
  }

  static List<Statement> of(SynthesizedTemplate template) {
    List<Statement> statements = new ArrayList<>();
    template
        .json()
        .get("Resources")
        .properties()
        .forEach(
            resource -> {
              String type = resource.getValue().get("Type").asText();
              for (JsonNode list : resource.getValue().findValues("Statement")) {
                list.forEach(
                    statement -> statements.add(new Statement(resource.getKey(), type, statement)));
              }
            });
    return statements;
  }
}
