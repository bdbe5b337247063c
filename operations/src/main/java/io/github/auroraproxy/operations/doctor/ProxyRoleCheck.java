package io.github.auroraproxy.operations.doctor;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.rds.model.UserAuthConfigInfo;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Whether RDS may assume the proxy's role, and the role may do what the proxy needs. */
final class ProxyRoleCheck implements Check {

  private static final String READ = "secretsmanager:GetSecretValue";
  private static final String DECRYPT = "kms:Decrypt";
  private static final String CONNECT = "rds-db:connect";

  @Override
  public String name() {
    return "Proxy's role";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    IamClient iam = examined.aws().iam();
    String role = examined.proxy().roleArn();
    Optional<Finding> distrusted = distrusted(iam, role);
    if (distrusted.isPresent()) {
      return List.of(distrusted.get());
    }
    Permissions permissions = new Permissions(iam, role);
    List<Finding> findings = new ArrayList<>();
    if (examined.isEndToEndIam()) {
      findings.add(
          finding(
              permissions,
              role,
              CONNECT,
              examined.clusterConnectArn(examined.user().orElse("*")),
              Map.of()));
    }
    for (UserAuthConfigInfo auth : examined.proxy().auth()) {
      findings.add(finding(permissions, role, READ, auth.secretArn(), Map.of()));
      key(examined, auth.secretArn())
          .ifPresent(
              key ->
                  findings.add(
                      finding(
                          permissions,
                          role,
                          DECRYPT,
                          key,
                          Map.of(
                              "kms:ViaService",
                              "secretsmanager." + examined.aws().region() + ".amazonaws.com"))));
    }
    return findings;
  }

  private Optional<Finding> distrusted(IamClient iam, String role) {
    String name = role.substring(role.lastIndexOf('/') + 1);
    try {
      String trust =
          URLDecoder.decode(
              iam.getRole(request -> request.roleName(name)).role().assumeRolePolicyDocument(),
              StandardCharsets.UTF_8);
      if (trust.contains("rds.amazonaws.com") && !trust.contains("aws:Source")) {
        return Optional.empty();
      }
      return Optional.of(
          Finding.problem(
              name(),
              trust.contains("aws:Source")
                  ? "The trust policy of "
                      + role
                      + " has a condition on aws:SourceAccount or aws:SourceArn."
                  : "The trust policy of " + role + " does not name rds.amazonaws.com.",
              "Let the service rds.amazonaws.com assume the role, without global condition keys:"
                  + " RDS Proxy sends none."));
    } catch (NoSuchEntityException e) {
      return Optional.of(
          Finding.problem(
              name(),
              "The role " + role + " does not exist.",
              "Create the role, or give the proxy another: aws rds modify-db-proxy --role-arn"));
    }
  }

  /** The customer's key that encrypts a secret; empty for the key of AWS. */
  private static Optional<String> key(ExaminedProxy examined, String secretArn) {
    try {
      return Optional.ofNullable(
              examined
                  .aws()
                  .secretsManager()
                  .describeSecret(request -> request.secretId(secretArn))
                  .kmsKeyId())
          .filter(key -> key.startsWith("arn:"));
    } catch (ResourceNotFoundException e) {
      return Optional.empty();
    }
  }

  private Finding finding(
      Permissions permissions,
      String role,
      String action,
      String resource,
      Map<String, String> context) {
    return permissions
        .refusal(action, resource, context)
        .map(
            decision ->
                Finding.problem(
                    name(),
                    "%s may not %s %s (%s).".formatted(role, action, resource, decision),
                    "Allow %s on %s in the role's policy.".formatted(action, resource)))
        .orElseGet(() -> Finding.ok(name(), "%s may %s %s.".formatted(role, action, resource)));
  }
}
