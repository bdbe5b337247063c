package io.github.auroraproxy.internal.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * The length of a policy in the characters that IAM counts, which is all but white space. A value
 * that is known at deployment only counts with its likely maximum.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length">
 *     IAM character limits</a>
 */
public final class PolicySize {

  /** Of all inline policies of a role together. */
  public static final int MOST_INLINE = 10_240;

  /** Of a managed policy. */
  public static final int MOST_MANAGED = 6_144;

  /** Managed policies of a role. */
  public static final int MOST_POLICIES = 10;

  private static final Map<String, Integer> PSEUDO_PARAMETERS =
      Map.of(
          "AWS::Partition",
          "aws-iso-b".length(),
          "AWS::Region",
          "ap-southeast-1".length(),
          "AWS::AccountId",
          "111122223333".length(),
          "AWS::URLSuffix",
          "amazonaws.com.cn".length());

  /** What is around a logical id in the ARN of a secret that CloudFormation names. */
  private static final int AROUND_A_LOGICAL_ID =
      "arn:aws-us-gov:secretsmanager:ap-southeast-1:111122223333:secret:-AbCdEfGhIjKl-AbCdEf"
          .length();

  /** A part of an ARN, such as the id of a proxy or a cluster. */
  private static final int RESOURCE_ID = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ".length();

  /** The ARN of a secret with a long name that another stack exports. */
  private static final int UNKNOWN = 180;

  private PolicySize() {}

  /** A document, such as one with statements already. */
  public static int of(Stack stack, IResolvable document) {
    return sizeOf(stack.resolve(document));
  }

  /** A statement, with the comma after it. */
  public static int of(Stack stack, PolicyStatement statement) {
    // A list of resources, as it will be with more than one of them.
    return sizeOf(stack.resolve(statement.toStatementJson())) + ",[]".length();
  }

  /** One more resource of a statement, with its quotation marks and a comma. */
  public static int ofResource(Stack stack, String resource) {
    return sizeOf(stack.resolve(resource)) + ",".length();
  }

  private static int sizeOf(Object value) {
    if (value instanceof Map<?, ?> object) {
      return object.size() == 1 && isFunction(String.valueOf(object.keySet().iterator().next()))
          ? ofFunction(object.entrySet().iterator().next()) + "''".length()
          : object.entrySet().stream()
                  .mapToInt(entry -> sizeOf(entry.getKey()) + sizeOf(entry.getValue()) + 2)
                  .sum()
              + 1;
    }
    if (value instanceof Collection<?> list) {
      return list.stream().mapToInt(element -> sizeOf(element) + 1).sum() + 1;
    }
    return String.valueOf(value).length() + "''".length();
  }

  private static boolean isFunction(String key) {
    return "Ref".equals(key) || key.startsWith("Fn::");
  }

  private static int ofFunction(Map.Entry<?, ?> function) {
    Object argument = function.getValue();
    return switch (String.valueOf(function.getKey())) {
      case "Ref" -> ofReference(String.valueOf(argument));
      case "Fn::GetAtt" -> ofReference(String.valueOf(((List<?>) argument).get(0)));
      case "Fn::Join" ->
          ((List<?>) ((List<?>) argument).get(1))
              .stream().mapToInt(part -> sizeOf(part) - "''".length()).sum();
      case "Fn::Select" -> RESOURCE_ID;
      default -> UNKNOWN;
    };
  }

  private static int ofReference(String logicalId) {
    return PSEUDO_PARAMETERS.getOrDefault(logicalId, AROUND_A_LOGICAL_ID + logicalId.length());
  }
}
