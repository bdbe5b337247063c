package io.github.auroraproxy.operations.doctor;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * What a principal's policies allow, as IAM simulates them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html">SimulatePrincipalPolicy</a>
 */
final class Permissions {

  private final IamClient iam;
  private final String principal;

  Permissions(IamClient iam, String principal) {
    this.iam = iam;
    this.principal = principal;
  }

  /**
   * Why an action is not allowed: {@code implicitDeny} or {@code explicitDeny}; empty if it is.
   *
   * @param context the values of condition keys
   */
  Optional<String> refusal(String action, String resource, Map<String, String> context) {
    return iam
        .simulatePrincipalPolicyPaginator(
            request ->
                request
                    .policySourceArn(principal)
                    .actionNames(action)
                    .resourceArns(resource)
                    .contextEntries(
                        context.entrySet().stream()
                            .map(
                                entry ->
                                    ContextEntry.builder()
                                        .contextKeyName(entry.getKey())
                                        .contextKeyType(ContextKeyTypeEnum.STRING)
                                        .contextKeyValues(entry.getValue())
                                        .build())
                            .toList()))
        .evaluationResults()
        .stream()
        .filter(result -> result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
        .map(EvaluationResult::evalDecisionAsString)
        .findFirst();
  }
}
