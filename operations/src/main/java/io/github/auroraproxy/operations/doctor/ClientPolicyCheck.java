package io.github.auroraproxy.operations.doctor;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.arns.Arn;

/** Whether the application, or else the caller, may log in to the proxy with an IAM token. */
final class ClientPolicyCheck implements Check {

  private static final String CONNECT = "rds-db:connect";
  private static final String ASSUMED_ROLE = "assumed-role";

  @Override
  public String name() {
    return "Client's policy";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    if (examined.user().isEmpty()) {
      return List.of(
          Finding.skipped(
              name(), "The database user is not known.", "Name the database user with --user."));
    }
    String principal = examined.principal().orElseGet(() -> caller(examined));
    String resource = examined.connectArn(examined.user().get());
    return List.of(
        new Permissions(examined.aws().iam(), principal)
            .refusal(CONNECT, resource, Map.of())
            .map(
                decision ->
                    Finding.problem(
                        name(),
                        "%s may not %s %s (%s).".formatted(principal, CONNECT, resource, decision),
                        "Allow %s on %s in a policy of whoever is to log in."
                            .formatted(CONNECT, resource)))
            .orElseGet(
                () -> Finding.ok(name(), "%s may %s %s.".formatted(principal, CONNECT, resource))));
  }

  /** The user or role that signs the calls; IAM simulates roles, not their sessions. */
  private static String caller(ExaminedProxy examined) {
    Arn caller = Arn.fromString(examined.aws().sts().getCallerIdentity().arn());
    if (!caller.resource().resourceType().filter(ASSUMED_ROLE::equals).isPresent()) {
      return caller.toString();
    }
    String role = caller.resource().resource();
    // A session's ARN lacks the role's path, so IAM is asked.
    return examined.aws().iam().getRole(request -> request.roleName(role)).role().arn();
  }
}
