package io.github.auroraproxy.internal.lookup;

import io.github.auroraproxy.internal.Guard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.constructs.Construct;

/** A proxy that the CDK CLI looks up by its name. */
public final class LookedUpProxy extends Construct {

  private static final String TYPE = "AWS::RDS::DBProxy";
  private static final String REMEDY =
      "check the proxy's name, the account and the region, or leave -c proxy out to create one";

  private final String name;
  private final ContextLookup lookup;
  private final ContextLookup.Result answer;

  public LookedUpProxy(Construct scope, String id, String name) {
    super(scope, id);
    this.name = name;
    ContextLookup.checkIdentifier(
        Guard.of("ExistingProxy " + scope.getNode().getPath()), "proxyName", name);
    Guard guard = Guard.of("Proxy " + name);
    guard.rdsName("proxy", name);
    lookup = new ContextLookup(this, guard);
    answer = lookup.resource(TYPE, name, placeholder(), REMEDY);
    guard.check(
        "POSTGRESQL".equals(answer.text("EngineFamily")),
        "engineFamily",
        "is " + answer.text("EngineFamily") + "; name a proxy for PostgreSQL");
  }

  public String arn() {
    return answer.text("DBProxyArn");
  }

  public String endpoint() {
    return answer.text("Endpoint");
  }

  public List<ISecurityGroup> securityGroups() {
    return answer.texts("VpcSecurityGroupIds").stream()
        .map(id -> SecurityGroup.fromSecurityGroupId(this, id, id))
        .toList();
  }

  /**
   * The proxy's authentication, as RDS describes it. It is a look-up of its own, since a proxy that
   * uses IAM only has no such property.
   */
  public List<Map<String, Object>> auth() {
    return lookup.resource(TYPE, name, Map.of("Auth", List.of()), REMEDY).objects("Auth");
  }

  /** The order is part of the key in {@code cdk.context.json}. */
  private static Map<String, Object> placeholder() {
    Map<String, Object> proxy = new LinkedHashMap<>();
    proxy.put("DBProxyArn", "arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0");
    proxy.put("Endpoint", "proxy.placeholder.invalid");
    proxy.put("EngineFamily", "POSTGRESQL");
    proxy.put("VpcSecurityGroupIds", List.of("sg-0123456789abcdef0"));
    return proxy;
  }
}
