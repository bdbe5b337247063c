package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.policy.ManagedPolicies;
import io.github.auroraproxy.internal.policy.Permission;
import io.github.auroraproxy.internal.policy.SplitPolicy;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The permissions of the database function: to read secrets, in its role, and to log in through
 * proxies, in policies that are created after the proxies.
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
  private Optional<SplitPolicy> logins = Optional.empty();

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
   * A separate policy: in the role, it would refer to the proxy, which needs the database that the
   * function prepares.
   */
  public IDependable allowLogin(Permission login) {
    if (logins.isEmpty()) {
      logins =
          Optional.of(
              new SplitPolicy(
                  scope,
                  firstLogins(),
                  MOST_INLINE,
                  number -> managed.onRole(role, "Logins" + number)));
    }
    return logins.get().add(login);
  }

  private SplitPolicy.Page firstLogins() {
    PolicyDocument document = new PolicyDocument();
    Policy policy =
        Policy.Builder.create(scope, "Logins").roles(List.of(role)).document(document).build();
    NagSuppression.on(policy, NagSuppression.INLINE_POLICY);
    return new SplitPolicy.Page(document, policy);
  }
}
