package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.Map;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The role that RDS Proxy assumes to read the database users' secrets, and nothing else.
 *
 * <p>The policy is inline: a policy apart could arrive after the proxy has tried to read. The trust
 * has no conditions, because RDS Proxy supports no global condition keys there.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html">IAM
 *     policies of RDS Proxy</a>
 */
public class ProxyRole extends Construct {

  private final Role role;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if there is no secret
   */
  public ProxyRole(Construct scope, String id, ProxyRoleProps props) {
    super(scope, id);
    Guard.of("ProxyRole " + getNode().getPath())
        .check(
            !props.getSecrets().isEmpty(),
            "secrets",
            "is empty; name at least one secret for the proxy to log in with");
    PolicyDocument readSecrets = new PolicyDocument();
    props
        .getSecrets()
        .forEach(secret -> SecretAccess.to(secret).forEach(readSecrets::addStatements));
    role =
        Role.Builder.create(this, "Role")
            .assumedBy(new ServicePrincipal("rds.amazonaws.com"))
            .description("Lets RDS Proxy read the secrets of its database users")
            .inlinePolicies(Map.of("ReadSecrets", readSecrets))
            .build();
  }

  /** The role. */
  public IRole getRole() {
    return role;
  }
}
