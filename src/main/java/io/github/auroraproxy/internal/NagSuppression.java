package io.github.auroraproxy.internal;

import java.util.List;
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

  private static final String METADATA = "cdk_nag";
  private static final String RULES = "rules_to_suppress";

  /** For every role of this library. */
  public static final NagSuppression INLINE_POLICY =
      new NagSuppression(
          "NIST.800.53.R5-IAMNoInlinePolicy",
          "The policy belongs to this role alone, and goes with it.");

  /** For log groups. */
  public static final NagSuppression ENCRYPTED_BY_CLOUDWATCH =
      new NagSuppression(
          "NIST.800.53.R5-CloudWatchLogGroupEncrypted",
          "CloudWatch encrypts every log group with a key of its own, and no password and no query"
              + " is logged that would call for a customer key.");

  /** For the security group of an interface endpoint. */
  public static final NagSuppression OPEN_TO_THE_VPC =
      new NagSuppression(
          "CdkNagValidationFailure",
          "The group's one rule admits the VPC's own address range, which cdk-nag can't read from"
              + " the attribute.");

  /** Puts suppressions on the resource that an L2 construct, or the resource itself, stands for. */
  public static void on(IConstruct construct, NagSuppression... suppressions) {
    CfnResource resource =
        construct instanceof CfnResource itself
            ? itself
            : (CfnResource) construct.getNode().getDefaultChild();
    Stream<Object> earlier =
        resource.getMetadata(METADATA) instanceof Map<?, ?> metadata
                && metadata.get(RULES) instanceof List<?> rules
            ? rules.stream().map(Object.class::cast)
            : Stream.empty();
    resource.addMetadata(
        METADATA,
        Map.of(
            RULES,
            Stream.concat(earlier, Stream.of(suppressions).map(NagSuppression::asRule)).toList()));
  }

  /** Sorted: {@code Map.of} has another order in every JVM, and so would the template. */
  private Map<String, String> asRule() {
    return new TreeMap<>(Map.of("id", rule, "reason", reason));
  }
}
