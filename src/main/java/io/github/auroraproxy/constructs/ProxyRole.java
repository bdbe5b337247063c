package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.PolicySize;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The role that RDS Proxy assumes to log in to the database: it may read the users' secrets or,
 * with {@link AuthenticationMode#END_TO_END_IAM}, connect as exactly these users; nothing else.
 *
 * <p>The policy is inline: a policy apart could arrive after the proxy has tried to log in. What is
 * too long for that is in managed policies which the role names, and so comes before it. The trust
 * has no conditions, because RDS Proxy supports no global condition keys there.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html">IAM
 *     policies of RDS Proxy</a>
 */
public class ProxyRole extends Construct {

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
    PolicyDocument logIn = new PolicyDocument();
    role =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("rds.amazonaws.com"))
            .description("Lets RDS Proxy log in as the users of its database")
            .roleName(props.getRoleName().map(DerivedName::whilePending).orElse(null))
            .path(props.getPath().filter(path -> !Known.isPending(path)).orElse(null))
            .permissionsBoundary(props.getPermissionsBoundary().orElse(null))
            .inlinePolicies(Map.of("LogIn", logIn))
            .build();
    ManagedPolicies managed = new ManagedPolicies(this, guard);
    SplitPolicy policy =
        new SplitPolicy(
            this,
            new SplitPolicy.Page(logIn, role),
            PolicySize.MOST_INLINE,
            number -> managed.ofRole(role, "LogIn" + number));
    props.getUsers().stream()
        .flatMap(user -> permissions(props.getCluster(), user).stream())
        .forEach(policy::add);
    NagSuppression.on(role, NagSuppression.INLINE_POLICY);
  }

  /** The role. */
  public IRole getRole() {
    return role;
  }

  private List<Permission> permissions(AuroraCluster cluster, AppUser user) {
    return user.secret()
        .map(SecretAccess::to)
        .orElseGet(
            () ->
                cluster.resourceIds().stream()
                    .map(id -> DatabaseLogin.allowed(this, id, user.getUserName()))
                    .toList());
  }
}
