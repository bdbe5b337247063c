package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.aws.AwsFailures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The findings of every check.
 *
 * @param worst the worst verdict
 */
record Diagnosis(String proxyName, Verdict worst, List<Finding> findings) {

  static Diagnosis of(ExaminedProxy examined, List<Check> checks) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks) {
      findings.addAll(examine(check, examined));
    }
    Verdict worst =
        findings.stream().map(Finding::verdict).max(Comparator.naturalOrder()).orElse(Verdict.OK);
    return new Diagnosis(examined.proxy().dbProxyName(), worst, findings);
  }

  private static List<Finding> examine(Check check, ExaminedProxy examined) {
    try {
      return check.examine(examined);
    } catch (SdkException e) {
      String evidence = AwsFailures.explain(e);
      return List.of(
          AwsFailures.isAccessDenied(e)
              ? Finding.skipped(check.name(), evidence)
              : Finding.skipped(check.name(), evidence, "Look again later."));
    }
  }
}
