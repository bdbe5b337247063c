package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The roles of an account, what its principals may do, and who calls. */
public final class Identities {

  private final Map<String, ObjectNode> roles = new LinkedHashMap<>();
  private final Set<String> denied = new TreeSet<>();
  private String caller = AwsAccount.CALLER;

  Identities(AwsServer server) {
    server.on(
        "sts:GetCallerIdentity",
        call -> object().put("Account", AwsAccount.ACCOUNT).put("Arn", caller));
    server.on("iam:SimulatePrincipalPolicy", this::simulate);
    server.on("iam:GetRole", this::role);
  }

  /** Adds a role that RDS may assume. */
  public ObjectNode addRole(String name) {
    ObjectNode role =
        object()
            .put("RoleName", name)
            .put("Path", "/")
            .put("Arn", "arn:aws:iam::" + AwsAccount.ACCOUNT + ":role/" + name);
    roles.put(name, role);
    trust(
        role,
        """
        {"Statement": [{"Effect": "Allow", "Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole"}]}""");
    return role;
  }

  /** Gives a role a trust policy. */
  public void trust(ObjectNode role, String policy) {
    // IAM's answers hold policies URL-encoded.
    role.put("AssumeRolePolicyDocument", URLEncoder.encode(policy, StandardCharsets.UTF_8));
  }

  public ObjectNode role(String name) {
    return roles.get(name);
  }

  public void removeRole(String name) {
    roles.remove(name);
  }

  /** No policy of the principal allows the action from now on. */
  public void deny(String principalArn, String action) {
    denied.add(principalArn + " " + action);
  }

  /** Calls come from this principal. */
  public void callAs(String arn) {
    caller = arn;
  }

  private JsonNode simulate(Call call) {
    ObjectNode answer = object().put("IsTruncated", "false");
    ArrayNode results = answer.putArray("EvaluationResults");
    for (String action : call.list("ActionNames")) {
      for (String resource : call.list("ResourceArns")) {
        results
            .addObject()
            .put("EvalActionName", action)
            .put("EvalResourceName", resource)
            .put(
                "EvalDecision",
                denied.contains(call.text("PolicySourceArn") + " " + action)
                    ? "implicitDeny"
                    : "allowed");
      }
    }
    return answer;
  }

  private JsonNode role(Call call) {
    String name = call.text("RoleName");
    if (!roles.containsKey(name)) {
      throw new AwsError(404, "NoSuchEntity", "The role with name " + name + " cannot be found.");
    }
    return object().set("Role", roles.get(name));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
