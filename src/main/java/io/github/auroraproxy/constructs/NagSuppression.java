package io.github.auroraproxy.constructs;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.CfnResource;
import software.constructs.IConstruct;

/**
 * A cdk-nag rule that a resource breaks on purpose, and why.
 *
 * <p>It is written as the metadata that cdk-nag reads, so that it travels with the construct into
 * every app that runs cdk-nag, without this module depending on cdk-nag.
 *
 * @param rule the rule's id, such as {@code AwsSolutions-IAM5}
 * @param reason one sentence
 */
public record NagSuppression(String rule, String reason) {

  /** Puts suppressions on the resource that an L2 construct, or the resource itself, stands for. */
  public static void on(IConstruct construct, NagSuppression... suppressions) {
    CfnResource resource =
        construct instanceof CfnResource itself
            ? itself
            : (CfnResource) construct.getNode().getDefaultChild();
    resource.addMetadata(
        "cdk_nag",
        Map.of("rules_to_suppress", Stream.of(suppressions).map(NagSuppression::asRule).toList()));
  }

  /** Sorted: {@code Map.of} has another order in every JVM, and so would the template. */
  private Map<String, String> asRule() {
    return new TreeMap<>(Map.of("id", rule, "reason", reason));
  }
}
