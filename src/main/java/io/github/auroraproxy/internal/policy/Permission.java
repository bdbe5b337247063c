package io.github.auroraproxy.internal.policy;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * A permission: one action on one resource.
 *
 * @param conditions as in IAM's JSON; empty for none
 */
public record Permission(String action, String resource, Map<String, Object> conditions) {

  public Permission(String action, String resource) {
    this(action, resource, Map.of());
  }

  /** A statement to which more resources can be added. */
  PolicyStatement statement() {
    PolicyStatement.Builder builder =
        PolicyStatement.Builder.create().actions(List.of(action)).resources(List.of(resource));
    return (conditions.isEmpty() ? builder : builder.conditions(conditions)).build();
  }

  /** Whether one statement can hold both. */
  String kind() {
    return action + conditions;
  }
}
