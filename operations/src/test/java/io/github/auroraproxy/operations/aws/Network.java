package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The security groups of an account, and the subnets of every proxy and cluster. */
public final class Network {

  /** The subnets of every proxy and cluster, with their addresses. */
  private static final Map<String, String> SUBNETS =
      Map.of(
          "subnet-0a1b2c3d4e5f60718", "10.0.0.0/24",
          "subnet-0b2c3d4e5f6071829", "10.0.1.0/24");

  private static final int GROUPS_PER_PAGE = 2;

  private final Map<String, ObjectNode> securityGroups = new LinkedHashMap<>();

  Network(AwsServer server) {
    server.on("rds:DescribeDBSubnetGroups", this::describeSubnetGroups);
    server.on("ec2:DescribeSubnets", this::describeSubnets);
    server.on("ec2:DescribeSecurityGroups", this::describeSecurityGroups);
  }

  /** Adds a security group without rules. */
  public ObjectNode addSecurityGroup(String id) {
    ObjectNode group = object().put("groupId", id).put("groupName", id);
    group.putArray("ipPermissions");
    group.putArray("ipPermissionsEgress");
    securityGroups.put(id, group);
    return group;
  }

  /** Adds a rule to a security group: {@code ipPermissions} or {@code ipPermissionsEgress}. */
  public void allow(String groupId, String direction, int port, String peerGroupId) {
    ObjectNode rule = ((ArrayNode) securityGroups.get(groupId).get(direction)).addObject();
    rule.put("ipProtocol", "tcp").put("fromPort", port).put("toPort", port);
    rule.putArray("groups").addObject().put("groupId", peerGroupId);
  }

  public ObjectNode securityGroup(String id) {
    return securityGroups.get(id);
  }

  private JsonNode describeSecurityGroups(Call call) {
    ObjectNode answer = object();
    ArrayNode list = answer.putArray("securityGroupInfo");
    List<String> ids = call.list("GroupId");
    int from = call.text("NextToken").isEmpty() ? 0 : Integer.parseInt(call.text("NextToken"));
    for (String id : ids.subList(from, Math.min(ids.size(), from + GROUPS_PER_PAGE))) {
      if (!securityGroups.containsKey(id)) {
        throw new AwsError(
            400, "InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
      }
      list.add(securityGroups.get(id));
    }
    if (from + GROUPS_PER_PAGE < ids.size()) {
      answer.put("nextToken", String.valueOf(from + GROUPS_PER_PAGE));
    }
    return answer;
  }

  private JsonNode describeSubnetGroups(Call call) {
    ObjectNode group = object().put("DBSubnetGroupName", call.text("DBSubnetGroupName"));
    ArrayNode list = group.putArray("Subnets");
    SUBNETS.keySet().forEach(id -> list.addObject().put("SubnetIdentifier", id));
    ObjectNode answer = object();
    answer.putArray("DBSubnetGroups").add(group);
    return answer;
  }

  private JsonNode describeSubnets(Call call) {
    ObjectNode answer = object();
    ArrayNode list = answer.putArray("subnetSet");
    call.list("SubnetId")
        .forEach(id -> list.addObject().put("subnetId", id).put("cidrBlock", SUBNETS.get(id)));
    return answer;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
