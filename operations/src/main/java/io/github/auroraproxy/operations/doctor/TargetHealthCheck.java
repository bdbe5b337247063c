package io.github.auroraproxy.operations.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.rds.model.DBProxyStatus;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.TargetHealthReason;
import software.amazon.awssdk.services.rds.model.TargetState;

/**
 * Whether the proxy is there, and reaches and logs in to its targets.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_TargetHealth.html">TargetHealth</a>
 */
final class TargetHealthCheck implements Check {

  private static final Map<TargetHealthReason, String> REMEDIES =
      Map.of(
          TargetHealthReason.AUTH_FAILURE,
          "The proxy can't log in: give the database user the password of its secret, create the"
              + " user if it is missing, and take it out of rds_iam unless the proxy logs in with"
              + " IAM.",
          TargetHealthReason.UNREACHABLE,
          "The proxy can't reach the database: let the proxy's security group into the cluster's on"
              + " the database port.",
          TargetHealthReason.CONNECTION_FAILED,
          "The database refuses connections: see whether it is starting, paused or out of"
              + " connections.",
          TargetHealthReason.PENDING_PROXY_CAPACITY,
          "The proxy is scaling; wait some minutes.",
          TargetHealthReason.INVALID_REPLICATION_STATE,
          "The instance does not replicate from the writer; look at the cluster's events.");

  @Override
  public String name() {
    return "Targets";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    List<Finding> findings = new ArrayList<>();
    if (examined.proxy().status() != DBProxyStatus.AVAILABLE) {
      findings.add(
          Finding.problem(
              name(),
              "The proxy is " + examined.proxy().statusAsString() + ".",
              "Wait until it is available; if it stays so, look at its subnets (two zones, ten free"
                  + " addresses) and its events."));
    }
    if (examined.targets().isEmpty()) {
      findings.add(
          Finding.problem(
              name(),
              "The target group 'default' has no target.",
              "Register the cluster: aws rds register-db-proxy-targets --db-proxy-name "
                  + examined.proxy().dbProxyName()
                  + " --db-cluster-identifiers CLUSTER"));
    }
    examined.targets().stream()
        .filter(target -> target.targetHealth() != null)
        .forEach(target -> findings.add(finding(target)));
    return findings;
  }

  private Finding finding(DBProxyTarget target) {
    TargetState state = target.targetHealth().state();
    String evidence =
        "%s (%s) is %s%s%s."
            .formatted(
                target.rdsResourceId(),
                Objects.toString(target.roleAsString(), "role unknown"),
                target.targetHealth().stateAsString(),
                target.targetHealth().reasonAsString() == null
                    ? ""
                    : ": " + target.targetHealth().reasonAsString(),
                target.targetHealth().description() == null
                    ? ""
                    : ", " + target.targetHealth().description());
    if (state == TargetState.AVAILABLE) {
      return Finding.ok(name(), evidence);
    }
    TargetHealthReason reason = target.targetHealth().reason();
    String remedy =
        reason == null
            ? "Wait some minutes, and look again."
            : REMEDIES.getOrDefault(reason, "Look at the log group /aws/rds/proxy/NAME.");
    return state == TargetState.REGISTERING
        ? Finding.warning(name(), evidence, remedy)
        : Finding.problem(name(), evidence, remedy);
  }
}
