package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.policy.ManagedPolicies;
import io.github.auroraproxy.internal.policy.Permission;
import io.github.auroraproxy.internal.policy.SplitPolicy;
import java.util.List;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * What the database function may do: reading secrets, which the role has from the beginning, and
 * logging in through proxies, which it gets once they exist.
 */
public final class FunctionPermissions {

  /**
   * Characters of either inline policy: with what the function needs to join the VPC, both are
   * within the limit of a role.
   */
  private static final int MOST_INLINE = 4_700;

  private final Construct scope;
  private final Role role;
  private final SplitPolicy secrets;
  private final ManagedPolicies managed;
  private SplitPolicy logins;

  public FunctionPermissions(Construct scope, ILogGroup logGroup) {
    this.scope = scope;
    PolicyDocument document = FunctionRoles.logging(logGroup);
    role = FunctionRoles.ofFunction(scope, document);
    managed = new ManagedPolicies(scope, Guard.of("DatabaseFunction " + scope.getNode().getPath()));
    secrets =
        new SplitPolicy(
            scope,
            new SplitPolicy.Page(document, role),
            MOST_INLINE,
            number -> managed.ofRole(role, "Permissions" + number));
  }

  public Role role() {
    return role;
  }

  public void allowReading(List<Permission> secret) {
    secret.forEach(secrets::add);
  }

  /**
   * A policy apart: in the role it would name the proxy, for which the function has to prepare the
   * database first.
   */
  public IDependable allowLogin(Permission login) {
    if (logins == null) {
      logins =
          new SplitPolicy(
              scope, firstLogins(), MOST_INLINE, number -> managed.onRole(role, "Logins" + number));
    }
    return logins.add(login);
  }

  private SplitPolicy.Page firstLogins() {
    PolicyDocument document = new PolicyDocument();
    Policy policy =
        Policy.Builder.create(scope, "Logins").roles(List.of(role)).document(document).build();
    NagSuppression.on(policy, NagSuppression.INLINE_POLICY);
    return new SplitPolicy.Page(document, policy);
  }
}
