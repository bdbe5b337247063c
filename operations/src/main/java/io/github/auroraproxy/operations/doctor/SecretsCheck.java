package io.github.auroraproxy.operations.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.UserAuthConfigInfo;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Whether the secrets registered in the proxy exist, and are those of its users. */
final class SecretsCheck implements Check {

  @Override
  public String name() {
    return "Secrets";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    if (examined.isEndToEndIam() && examined.proxy().auth().isEmpty()) {
      return List.of(Finding.ok(name(), "The proxy logs in with IAM and needs no secrets."));
    }
    List<Finding> findings = new ArrayList<>();
    Map<String, String> secretOfUser = new HashMap<>();
    SecretsManagerClient secrets = examined.aws().secretsManager();
    for (UserAuthConfigInfo auth : examined.proxy().auth()) {
      String arn = auth.secretArn();
      Optional<Finding> lost = lost(secrets, arn);
      if (lost.isPresent()) {
        findings.add(lost.get());
        continue;
      }
      Optional<String> username = DatabaseSecret.username(secrets, arn);
      if (username.isEmpty()) {
        findings.add(
            Finding.problem(
                name(),
                arn + " is not a JSON object with username and password.",
                "Put {\"username\": ..., \"password\": ...} into the secret."));
        continue;
      }
      String other = secretOfUser.putIfAbsent(username.get(), arn);
      if (other != null) {
        findings.add(
            Finding.warning(
                name(),
                "Both " + other + " and " + arn + " are of " + username.get() + ".",
                "Register one secret per user; RDS Proxy may take either."));
      }
      findings.add(Finding.ok(name(), arn + " is the secret of " + username.get() + "."));
    }
    if (!examined.isEndToEndIam()) {
      missing(examined, secretOfUser).ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> lost(SecretsManagerClient secrets, String arn) {
    try {
      DescribeSecretResponse secret = secrets.describeSecret(request -> request.secretId(arn));
      return Optional.ofNullable(secret.deletedDate())
          .map(
              date ->
                  Finding.problem(
                      name(),
                      arn + " is scheduled for deletion.",
                      "Restore it: aws secretsmanager restore-secret --secret-id " + arn));
    } catch (ResourceNotFoundException e) {
      return Optional.of(
          Finding.problem(
              name(),
              arn + " is registered in the proxy, but does not exist.",
              "Register the user's present secret; a secret created again has another ARN."));
    }
  }

  private Optional<Finding> missing(ExaminedProxy examined, Map<String, String> secretOfUser) {
    return examined
        .user()
        .filter(user -> !secretOfUser.containsKey(user))
        .map(
            user ->
                Finding.problem(
                    name(),
                    "No registered secret has the username " + user + ".",
                    "Add the user's secret to the proxy's Auth; until then clients see 'This RDS"
                        + " proxy has no credentials for the role "
                        + user
                        + "'."));
  }
}
