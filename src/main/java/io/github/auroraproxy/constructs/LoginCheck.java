package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.CdkVersion;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.network.NetworkAccess;
import io.github.auroraproxy.internal.policy.DatabaseLogin;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.constructs.Construct;

/**
 * The login check: a custom resource that logs in through the proxy as each user, with an IAM
 * token, and runs a query. If a user can't log in, the deployment fails with the cause.
 *
 * <p>The check runs when the resource is created and whenever one of its properties changes, in the
 * function of {@link ApplicationDatabase}. Everything that the login needs must be a dependency of
 * this construct.
 */
public class LoginCheck extends Construct {

  /** The type of the custom resource. */
  public static final String RESOURCE_TYPE = "Custom::ProxyLogin";

  /** Twice the function's timeout, for a retried invocation. */
  private static final Duration SERVICE_TIMEOUT = Duration.minutes(10);

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if there is no user or no security group
   */
  public LoginCheck(Construct scope, String id, LoginCheckProps props) {
    super(scope, id);
    CdkVersion.check("LoginCheck " + getNode().getPath());
    Guard guard = Guard.of("LoginCheck " + getNode().getPath());
    guard.rdsName("proxyName", props.getProxyName());
    guard.proxyArn("proxyArn", props.getProxyArn());
    guard.elementsKnown(
        "userNames", props.getUserNames(), "name each user, since each is named in a policy");
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
    DatabaseFunction function = DatabaseFunction.of(this, cluster, props, false);
    CustomResource login =
        CustomResource.Builder.create(this, "Resource")
            .resourceType(RESOURCE_TYPE)
            .serviceToken(function.serviceToken())
            .serviceTimeout(SERVICE_TIMEOUT)
            .properties(properties(props))
            .build();
    String proxyId = DatabaseLogin.proxyId(props.getProxyArn());
    props.getUserNames().stream()
        .map(user -> function.allowLogin(DatabaseLogin.allowed(this, proxyId, user)))
        .distinct()
        .forEach(login.getNode()::addDependency);
    login
        .getNode()
        .addDependency(
            NetworkAccess.toProxy(
                this,
                props.getSecurityGroups(),
                cluster.getWriter().getPort(),
                function.securityGroup(),
                "login check"));
  }

  private static Map<String, Object> properties(LoginCheckProps props) {
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
