package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.policy.DatabaseLogin;
import io.github.auroraproxy.internal.policy.ManagedPolicies;
import io.github.auroraproxy.internal.policy.Permission;
import io.github.auroraproxy.internal.policy.PolicySize;
import io.github.auroraproxy.internal.policy.SecretAccess;
import io.github.auroraproxy.internal.policy.SplitPolicy;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The role that RDS Proxy assumes to log in to the database. It may read the users' secrets,
 * connect as these users, or both, depending on {@link AuthenticationMode}, and nothing else.
 *
 * <p>Each of the two permissions is a policy of its own, and continues in managed policies if it is
 * too long. A proxy must depend on this construct, so that its policies exist before it;
 * CloudFormation then deletes a policy that is no longer needed after it has updated the proxy. The
 * trust policy has no conditions, because RDS Proxy supports no global condition keys in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html">IAM
 *     policies of RDS Proxy</a>
 */
public class ProxyRole extends Construct {

  /** For each of the two policies, since a switching mode needs both. */
  private static final int MOST_INLINE = PolicySize.MOST_INLINE / 2;

  private final Role role;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if there is no user
   */
  public ProxyRole(Construct scope, String id, ProxyRoleProps props) {
    super(scope, id);
    Guard guard = Guard.of("ProxyRole " + getNode().getPath());
    guard.check(
        !props.getUsers().isEmpty(),
        "users",
        "is empty; name at least one user for the proxy to log in as");
    role =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("rds.amazonaws.com"))
            .description("Lets RDS Proxy log in as the users of its database")
            .roleName(props.getRoleName().map(DerivedName::whilePending).orElse(null))
            .path(props.getPath().filter(path -> !Known.isPending(path)).orElse(null))
            .permissionsBoundary(props.getPermissionsBoundary().orElse(null))
            .build();
    ManagedPolicies managed = new ManagedPolicies(this, guard);
    allow(
        managed,
        "ReadSecrets",
        props.getUsers().stream()
            .flatMap(user -> user.secret().stream())
            .flatMap(secret -> SecretAccess.to(secret).stream())
            .toList());
    allow(
        managed,
        "Connect",
        props.getUsers().stream()
            .filter(user -> user.getAuthenticationMode().hasIam())
            .flatMap(user -> logins(props.getCluster(), user))
            .toList());
  }

  /** The role. */
  public IRole getRole() {
    return role;
  }

  private void allow(ManagedPolicies managed, String id, List<Permission> permissions) {
    if (permissions.isEmpty()) {
      return;
    }
    PolicyDocument document = new PolicyDocument();
    Policy first = Policy.Builder.create(this, id).roles(List.of(role)).document(document).build();
    NagSuppression.on(first, NagSuppression.INLINE_POLICY);
    SplitPolicy policy =
        new SplitPolicy(
            this,
            new SplitPolicy.Page(document, first),
            MOST_INLINE,
            number -> managed.onRole(role, id + number));
    permissions.forEach(policy::add);
  }

  private Stream<Permission> logins(AuroraCluster cluster, AppUser user) {
    return cluster.resourceIds().stream()
        .map(id -> DatabaseLogin.allowed(this, id, user.getUserName()));
  }
}
