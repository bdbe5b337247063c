package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
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
 * <p>The policy is inline: a policy apart could arrive after the proxy has tried to log in. The
 * trust has no conditions, because RDS Proxy supports no global condition keys there.
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
    Guard.of("ProxyRole " + getNode().getPath())
        .check(
            !props.getUsers().isEmpty(),
            "users",
            "is empty; name at least one user for the proxy to log in as");
    PolicyDocument logIn = new PolicyDocument();
    props.getUsers().forEach(user -> allow(logIn, props.getCluster(), user));
    role =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("rds.amazonaws.com"))
            .description("Lets RDS Proxy log in as the users of its database")
            .inlinePolicies(Map.of("LogIn", logIn))
            .build();
    NagSuppression.on(role, NagSuppression.INLINE_POLICY);
  }

  /** The role. */
  public IRole getRole() {
    return role;
  }

  private void allow(PolicyDocument policy, AuroraCluster cluster, AppUser user) {
    user.secret()
        .ifPresentOrElse(
            secret -> SecretAccess.to(secret).forEach(policy::addStatements),
            () ->
                policy.addStatements(
                    DatabaseLogin.allowed(this, cluster.resourceId(), user.getUserName())));
  }
}
