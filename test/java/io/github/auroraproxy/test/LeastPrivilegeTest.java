package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No policy allows more than necessary. Statements for any resource are listed here, with the
 * reason.
 */
@Tag("evaluation-cluster")
class LeastPrivilegeTest {

  private static final Set<String> NETWORK_INTERFACES =
      Set.of(
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses");

  private static final Map<Set<String>, String> JUSTIFIED =
      Map.of(
          NETWORK_INTERFACES,
          "Lambda places a function in a VPC with these, EC2 takes no resource for them at that"
              + " time, and a second statement denies them to the function's own code.");

  @Test
  void onlyJustifiedStatementsAreAboutAnyResource() {
    List<PolicyStatements.Statement> wildcards =
        Stream.of(EvaluationAssembly.proxy(), EvaluationAssembly.cluster())
            .flatMap(template -> PolicyStatements.of(template).stream())
            .filter(PolicyStatements.Statement::hasWildcard)
            .toList();

    assertThat(wildcards)
        .isNotEmpty()
        .allSatisfy(statement -> assertThat(JUSTIFIED).containsKey(statement.actions()));
  }

  @Test
  void theFunctionsCodeIsDeniedWhatLambdaDoesWithItsRole() {
    assertThat(PolicyStatements.of(EvaluationAssembly.proxy()))
        .filteredOn(statement -> statement.actions().equals(NETWORK_INTERFACES))
        .extracting(PolicyStatements.Statement::json)
        .filteredOn(statement -> "Deny".equals(statement.get("Effect").asText()))
        .singleElement()
        .extracting(statement -> statement.at("/Condition/Null/lambda:SourceFunctionArn").asText())
        .isEqualTo("false");
  }

  @Test
  void noManagedPolicyIsAttachedToARoleOfOurs() {
    List<JsonNode> attached =
        EvaluationAssembly.proxy().all("AWS::IAM::Role").stream()
            .map(role -> role.getValue().at("/Properties/ManagedPolicyArns"))
            .filter(arns -> !arns.isMissingNode())
            .toList();

    assertThat(attached).isEmpty();
  }

  @Test
  void everyPolicyIsInItsRoleSoThatTheTwoComeTogetherButTheProxysAndOneThatNamesTheProxy() {
    List<JsonNode> policies =
        EvaluationAssembly.proxy().all("AWS::IAM::Policy").stream()
            .map(policy -> policy.getValue().get("Properties"))
            .toList();
    List<JsonNode> ofTheProxy = EvaluationAssembly.proxy().policiesOfTheProxy();
    assertThat(ofTheProxy).hasSize(1);
    JsonNode login =
        policies.stream().filter(policy -> !ofTheProxy.contains(policy)).findFirst().orElseThrow();
    assertThat(policies).hasSize(2);

    assertThat(login.at("/PolicyDocument/Statement")).hasSize(1);
    assertThat(login.at("/PolicyDocument/Statement/0/Action").asText()).isEqualTo("rds-db:connect");
    assertThat(login.at("/PolicyDocument/Statement/0/Resource").toString())
        .contains(":rds-db:", ":dbuser:", "DBProxyArn", "/app_user");
  }
}
