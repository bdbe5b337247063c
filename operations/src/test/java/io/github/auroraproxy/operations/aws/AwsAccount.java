package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What an AWS account holds, answered by an {@link AwsServer}. Resources are what the services
 * describe; a test alters them before it runs a command.
 */
public final class AwsAccount {

  public static final String ACCOUNT = "111122223333";
  public static final String REGION = "us-east-1";
  public static final String CALLER = "arn:aws:iam::" + ACCOUNT + ":user/operator";

  private static final int PAGE = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AwsServer server;
  private final Map<String, ObjectNode> clusters = new LinkedHashMap<>();
  private final Map<String, ObjectNode> proxies = new LinkedHashMap<>();
  private final Map<String, ArrayNode> targets = new LinkedHashMap<>();
  private final Map<String, ArrayNode> tags = new LinkedHashMap<>();
  private final Map<String, ObjectNode> stacks = new LinkedHashMap<>();
  private final Map<String, ObjectNode> secrets = new LinkedHashMap<>();
  private final Map<String, ObjectNode> alarms = new LinkedHashMap<>();
  private final MetricData metricData;
  private final Identities identities;
  private final Network network;

  /** An empty account behind a server. */
  public AwsAccount(AwsServer server) {
    this.server = server;
    metricData = new MetricData(server);
    identities = new Identities(server);
    network = new Network(server);
    server.on("rds:DescribeDBClusters", describe("DBClusters", clusters, "DBClusterIdentifier"));
    server.on("rds:DescribeDBProxies", describe("DBProxies", proxies, "DBProxyName"));
    server.on("rds:DescribeDBProxyTargets", this::describeTargets);
    server.on("rds:ListTagsForResource", this::listTags);
    server.on("cloudformation:DescribeStacks", this::describeStacks);
    server.on("secretsmanager:DescribeSecret", call -> secret(call, Set.of("SecretString")));
    server.on("secretsmanager:GetSecretValue", call -> secret(call, Set.of("KmsKeyId")));
    server.on(
        "cloudwatch:DescribeAlarms",
        call -> page(call, "MetricAlarms", alarms.values(), "NextToken"));
  }

  public AwsServer server() {
    return server;
  }

  /** Who there is, and what they may do. */
  public Identities identities() {
    return identities;
  }

  /** The security groups and subnets. */
  public Network network() {
    return network;
  }

  /** What CloudWatch has recorded. */
  public MetricData metricData() {
    return metricData;
  }

  /** Adds an available Aurora PostgreSQL cluster with a managed master secret. */
  public ObjectNode addCluster(String name) {
    ObjectNode cluster =
        json(
            """
            {"DBClusterIdentifier": "NAME", "Engine": "aurora-postgresql", "EngineVersion": "16.9",
             "Status": "available", "Endpoint": "NAME.cluster-c0ffee.us-east-1.rds.amazonaws.com",
             "Port": "5432", "DBClusterArn": "arn:aws:rds:us-east-1:111122223333:cluster:NAME",
             "DbClusterResourceId": "cluster-NAMERESOURCE", "ClusterCreateTime": "2026-01-02T03:04:05Z",
             "IAMDatabaseAuthenticationEnabled": "true",
             "MasterUserSecret": {"SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!NAME"},
             "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-0c1a2b3c4d5e6f708", "Status": "active"}],
             "DBSubnetGroup": "NAME-subnets", "TagList": []}
            """
                .replace("NAME", name));
    clusters.put(name, cluster);
    return cluster;
  }

  /** Adds an available proxy whose one target, the writer of a cluster, is available. */
  public ObjectNode addProxy(String name, String cluster) {
    ObjectNode proxy =
        json(
            """
            {"DBProxyName": "NAME", "EngineFamily": "POSTGRESQL", "Status": "available",
             "DBProxyArn": "arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0",
             "Endpoint": "NAME.proxy-c0ffee.us-east-1.rds.amazonaws.com", "RequireTLS": "true",
             "RoleArn": "arn:aws:iam::111122223333:role/NAME-role",
             "VpcSecurityGroupIds": ["sg-0a9b8c7d6e5f40312"],
             "VpcSubnetIds": ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"],
             "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "REQUIRED",
                       "SecretArn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:NAME-user"}]}
            """
                .replace("NAME", name));
    proxies.put(name, proxy);
    ArrayNode list = JSON.createArrayNode();
    list.add(
        json(
            """
            {"RdsResourceId": "CLUSTER-writer", "TrackedClusterId": "CLUSTER", "Type": "RDS_INSTANCE",
             "Role": "READ_WRITE", "Endpoint": "CLUSTER-writer.c0ffee.us-east-1.rds.amazonaws.com",
             "Port": "5432", "TargetHealth": {"State": "AVAILABLE"}}
            """
                .replace("CLUSTER", cluster)));
    targets.put(name, list);
    return proxy;
  }

  /** The targets of a proxy. */
  public ArrayNode targets(String proxy) {
    return targets.get(proxy);
  }

  /** The first target of a proxy. */
  public ObjectNode target(String proxy) {
    return (ObjectNode) targets.get(proxy).get(0);
  }

  /** Tags a proxy, as CloudFormation does. */
  public void tag(ObjectNode proxy, String key, String value) {
    tags.computeIfAbsent(proxy.get("DBProxyArn").asText(), arn -> JSON.createArrayNode())
        .addObject()
        .put("Key", key)
        .put("Value", value);
  }

  /** Adds a complete stack with outputs. */
  public void addStack(String name, Map<String, String> outputs) {
    ObjectNode stack = object().put("StackName", name).put("StackStatus", "CREATE_COMPLETE");
    stack.put("CreationTime", "2026-01-02T03:04:05Z");
    ArrayNode list = stack.putArray("Outputs");
    outputs.forEach(
        (key, value) -> list.addObject().put("OutputKey", key).put("OutputValue", value));
    stacks.put(name, stack);
  }

  /** Adds a secret of a database user. */
  public ObjectNode addSecret(String arn, String username) {
    ObjectNode secret =
        object()
            .put("ARN", arn)
            .put("Name", arn.substring(arn.lastIndexOf(':') + 1))
            .put(
                "SecretString",
                object().put("username", username).put("password", "Never-Shown-1").toString());
    secrets.put(arn, secret);
    return secret;
  }

  /** Adds an alarm. */
  public ObjectNode addAlarm(String json) {
    ObjectNode alarm = json(json);
    alarms.put(alarm.path("AlarmName").asText(), alarm);
    return alarm;
  }

  public ObjectNode cluster(String name) {
    return clusters.get(name);
  }

  public ObjectNode secret(String arn) {
    return secrets.get(arn);
  }

  public ObjectNode proxy(String name) {
    return proxies.get(name);
  }

  public ObjectNode alarm(String name) {
    return alarms.get(name);
  }

  public void removeAlarm(String name) {
    alarms.remove(name);
  }

  public void removeSecret(String arn) {
    secrets.remove(arn);
  }

  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static Function<Call, JsonNode> describe(
      String list, Map<String, ObjectNode> resources, String nameParameter) {
    return call -> {
      String name = call.text(nameParameter);
      if (!name.isEmpty() && !resources.containsKey(name)) {
        boolean cluster = nameParameter.equals("DBClusterIdentifier");
        throw new AwsError(
            404,
            cluster ? "DBClusterNotFoundFault" : "DBProxyNotFoundFault",
            (cluster ? "DBCluster " : "DB proxy ") + name + " not found.");
      }
      return page(
          call, list, name.isEmpty() ? resources.values() : List.of(resources.get(name)), "Marker");
    };
  }

  /** One page of a list; the token is where the next one begins. */
  private static ObjectNode page(
      Call call, String name, Collection<ObjectNode> all, String tokenName) {
    int from = call.text(tokenName).isEmpty() ? 0 : Integer.parseInt(call.text(tokenName));
    ObjectNode answer = object();
    ArrayNode list = answer.putArray(name);
    all.stream().skip(from).limit(PAGE).forEach(list::add);
    if (from + PAGE < all.size()) {
      answer.put(tokenName, String.valueOf(from + PAGE));
    }
    return answer;
  }

  private JsonNode describeTargets(Call call) {
    ArrayNode list = targets.getOrDefault(call.text("DBProxyName"), JSON.createArrayNode());
    return object().set("Targets", list);
  }

  private JsonNode listTags(Call call) {
    ArrayNode list = tags.getOrDefault(call.text("ResourceName"), JSON.createArrayNode());
    return object().set("TagList", list);
  }

  private JsonNode describeStacks(Call call) {
    String name = call.text("StackName");
    if (!name.isEmpty() && !stacks.containsKey(name)) {
      throw new AwsError(400, "ValidationError", "Stack with id " + name + " does not exist");
    }
    Predicate<ObjectNode> asked =
        stack -> name.isEmpty() || stack.path("StackName").asText().equals(name);
    return page(call, "Stacks", stacks.values().stream().filter(asked).toList(), "NextToken");
  }

  private JsonNode secret(Call call, Set<String> without) {
    ObjectNode secret = secrets.get(call.text("SecretId"));
    if (secret == null) {
      throw new AwsError(
          400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return secret.deepCopy().without(without);
  }
}
