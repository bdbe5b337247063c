package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.aws.AwsFailures;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Everything that was looked at.
 *
 * @param worst the worst verdict
 */
record Diagnosis(String proxyName, Verdict worst, List<Finding> findings) {

  static Diagnosis of(Patient patient, Clock clock) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks(clock)) {
      findings.addAll(examine(check, patient));
    }
    Verdict worst =
        findings.stream().map(Finding::verdict).max(Comparator.naturalOrder()).orElse(Verdict.OK);
    return new Diagnosis(patient.proxy().dbProxyName(), worst, findings);
  }

  private static List<Check> checks(Clock clock) {
    return List.of(
        new TargetHealthCheck(),
        new ClusterCheck(),
        new AuthenticationCheck(),
        new SecretsCheck(),
        new ProxyRoleCheck(),
        new ClientPolicyCheck(),
        new NetworkCheck(),
        new BypassCheck(clock),
        new AlarmsCheck());
  }

  private static List<Finding> examine(Check check, Patient patient) {
    try {
      return check.examine(patient);
    } catch (SdkException e) {
      return List.of(
          Finding.skipped(
              check.name(),
              AwsFailures.explain(e),
              AwsFailures.isAccessDenied(e) ? null : "Look again later."));
    }
  }
}
