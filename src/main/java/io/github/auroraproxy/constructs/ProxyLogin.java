package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Policy;
import software.constructs.Construct;

/**
 * The proof that a deployment works: once the proxy stands, it logs in through it with an IAM token
 * as each user and runs a query. If a user can't log in, the deployment fails and says why.
 *
 * <p>It runs when it is created and whenever one of its properties changes, in the function of
 * {@link ApplicationDatabase}. Whatever the login needs must be a dependency of this construct.
 */
public class ProxyLogin extends Construct {

  /** The type of the custom resource. */
  public static final String RESOURCE_TYPE = "Custom::ProxyLogin";

  /** Twice the function's own time, for a retried invocation. */
  private static final Duration SERVICE_TIMEOUT = Duration.minutes(10);

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if there is no user or no security group
   */
  public ProxyLogin(Construct scope, String id, ProxyLoginProps props) {
    super(scope, id);
    Guard guard = Guard.of("ProxyLogin " + getNode().getPath());
    guard.check(
        !props.getUserNames().isEmpty(),
        "userNames",
        "is empty; name at least one user, or leave the login check out");
    guard.check(
        !props.getSecurityGroups().isEmpty(),
        "securityGroups",
        "is empty, so the check would never reach the proxy; give the proxy's security groups");
    props.getDatabaseTls().check(guard, props.getEndpoint());
    AuroraCluster cluster = props.getCluster();
    DatabaseFunction function = DatabaseFunction.of(this, cluster, props);
    CustomResource login =
        CustomResource.Builder.create(this, "Resource")
            .resourceType(RESOURCE_TYPE)
            .serviceToken(function.serviceToken())
            .serviceTimeout(SERVICE_TIMEOUT)
            .properties(properties(props))
            .build();
    login
        .getNode()
        .addDependency(
            allowed(function, props),
            NetworkAccess.toProxy(
                this,
                "ToProxy",
                props.getSecurityGroups(),
                cluster.getWriter().getPort(),
                function.securityGroup(),
                "login check"));
  }

  /**
   * A policy apart: in the role it would name the proxy, for which the function has to prepare the
   * database first.
   */
  private Policy allowed(DatabaseFunction function, ProxyLoginProps props) {
    String proxyId = DatabaseLogin.proxyId(props.getProxyArn());
    Policy policy =
        Policy.Builder.create(this, "Policy")
            .roles(List.of(function.role()))
            .statements(
                props.getUserNames().stream()
                    .map(user -> DatabaseLogin.allowed(this, proxyId, user))
                    .toList())
            .build();
    NagSuppression.on(policy, NagSuppression.INLINE_POLICY);
    return policy;
  }

  private static Map<String, Object> properties(ProxyLoginProps props) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("ProxyName", props.getProxyName());
    properties.put("ProxyResourceId", DatabaseLogin.proxyId(props.getProxyArn()));
    properties.put("Endpoint", props.getEndpoint());
    properties.put("Port", props.getCluster().getWriter().getPort());
    properties.put("DatabaseName", props.getDatabaseName());
    properties.put("Users", props.getUserNames());
    properties.put("AuthenticationMode", props.getAuthenticationMode().name());
    properties.put("DatabaseTls", props.getDatabaseTls().sslMode());
    return properties;
  }
}
