package io.github.auroraproxy.test;

import static io.github.auroraproxy.test.SynthesizedTemplate.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the stack AuroraProxy with the defaults of all settings. */
@Tag("evaluation-cluster")
class AuroraProxyStackTest {

  private static final String NAME = "aurora-evaluation-proxy";
  private static final String CUSTOM_RESOURCE = "Custom::AuroraDatabase";
  private static final String TARGET_GROUP = "AWS::RDS::DBProxyTargetGroup";

  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() {
    template = EvaluationAssembly.proxy();
  }

  @Test
  void theUsersSecretHoldsTheNameAndAPasswordThatNeedsNoEscapingInAUrl() {
    JsonNode secret = template.only("AWS::SecretsManager::Secret");

    assertThat(secret.get("Description").asText())
        .isEqualTo("Credentials for app_user database user");
    JsonNode generated = secret.get("GenerateSecretString");
    assertThat(json(generated.get("SecretStringTemplate").asText()))
        .isEqualTo(json("{'username':'app_user'}"));
    assertThat(generated.get("GenerateStringKey").asText()).isEqualTo("password");
    assertThat(generated.get("ExcludePunctuation").asBoolean()).isTrue();
    assertThat(generated.get("PasswordLength").asInt()).isEqualTo(32);
  }

  @Test
  void theUsersSecretIsAttachedToTheCluster() {
    JsonNode attachment = template.only("AWS::SecretsManager::SecretTargetAttachment");

    assertThat(attachment.get("TargetType").asText()).isEqualTo("AWS::RDS::DBCluster");
    assertThat(attachment.at("/SecretId/Ref").asText())
        .isEqualTo(template.idOf("AWS::SecretsManager::Secret"));
  }

  @Test
  void theProxysRoleIsTrustedByRdsAndReadsThatSecretOnly() {
    JsonNode role =
        template.only(
            "AWS::IAM::Role",
            "/AssumeRolePolicyDocument/Statement/0/Principal/Service",
            "rds.amazonaws.com");

    assertThat(role.has("ManagedPolicyArns")).isFalse();
    assertThat(template.policiesOfTheProxy()).hasSize(1);
    assertThat(template.policiesOfTheProxy().get(0).at("/PolicyDocument/Statement"))
        .isEqualTo(
            json(
                "[{'Action':'secretsmanager:GetSecretValue','Effect':'Allow','Resource':"
                    + attachedSecret()
                    + "}]"));
  }

  @Test
  void theProxyRequiresIamAndTlsAndDropsIdleClientsAfterHalfAnHour() {
    JsonNode proxy = template.only("AWS::RDS::DBProxy");

    assertThat(proxy.get("DBProxyName").asText()).isEqualTo(NAME);
    assertThat(proxy.get("EngineFamily").asText()).isEqualTo("POSTGRESQL");
    assertThat(proxy.get("RequireTLS").asBoolean()).isTrue();
    assertThat(proxy.get("IdleClientTimeout").asInt()).isEqualTo(1800);
    assertThat(proxy.get("Auth"))
        .isEqualTo(
            json(
                "[{'AuthScheme':'SECRETS','ClientPasswordAuthType':'POSTGRES_SCRAM_SHA_256','IAMAuth':'REQUIRED','SecretArn':"
                    + attachedSecret()
                    + "}]"));
    assertThat(proxy.get("VpcSubnetIds")).hasSize(2);
  }

  @Test
  void theProxysOwnSecurityGroupReachesTheClusterOnTheClustersPort() {
    JsonNode group =
        template.only(
            "AWS::EC2::SecurityGroup", "/GroupDescription", "RDS Proxy aurora-evaluation-proxy");
    JsonNode proxyGroup = template.only("AWS::RDS::DBProxy").at("/VpcSecurityGroupIds/0");

    assertThat(group.has("SecurityGroupIngress")).isFalse();
    JsonNode ingress =
        template.only("AWS::EC2::SecurityGroupIngress", "/Description", "From the proxy");
    assertThat(ingress.get("SourceSecurityGroupId")).isEqualTo(proxyGroup);
    assertThat(ingress.get("FromPort")).isEqualTo(ingress.get("ToPort"));
    assertThat(ingress.at("/FromPort/Fn::ImportValue").asText()).contains("EndpointPort");
    assertThat(ingress.at("/GroupId/Fn::ImportValue").asText()).contains("ClusterSecurityGroup");
  }

  @Test
  void noPortIsWrittenAsANumber() {
    assertThat(template.json().toString()).doesNotContain("5432");
  }

  @Test
  void theDefaultTargetGroupHoldsTheCluster() {
    JsonNode group = template.only(TARGET_GROUP);

    assertThat(group.get("TargetGroupName").asText()).isEqualTo("default");
    assertThat(group.at("/DBProxyName/Ref").asText()).isEqualTo(template.idOf("AWS::RDS::DBProxy"));
    assertThat(group.at("/DBClusterIdentifiers/0/Fn::ImportValue").asText()).contains("RefCluster");
  }

  @Test
  void theLogGroupOfTheProxyHasARetentionAndIsCreatedBeforeTheProxy() {
    JsonNode logs = template.only("AWS::Logs::LogGroup", "/LogGroupName", "/aws/rds/proxy/" + NAME);

    assertThat(logs.get("RetentionInDays").asInt()).isEqualTo(30);
    assertThat(template.dependenciesOf(template.idOf("AWS::RDS::DBProxy")))
        .anySatisfy(
            id ->
                assertThat(template.resource(id).at("/Properties/LogGroupName").asText())
                    .isEqualTo("/aws/rds/proxy/" + NAME));
  }

  @Test
  void theUserExistsInTheDatabaseBeforeTheProxyAndItsTargetGroup() {
    String database = template.idOf(CUSTOM_RESOURCE);

    assertThat(template.dependenciesOf(template.idOf("AWS::RDS::DBProxy"))).contains(database);
    assertThat(template.dependenciesOf(template.idOf(TARGET_GROUP))).contains(database);
  }

  @Test
  void theWayToTheClusterIsOpenBeforeAnyoneUsesIt() {
    assertThat(typesBefore(template.idOf(TARGET_GROUP)))
        .contains("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress");
    assertThat(typesBefore(template.idOf(CUSTOM_RESOURCE)))
        .contains("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress");
  }

  @Test
  void theOutputsAreWhatAClientNeeds() {
    JsonNode outputs = template.json().get("Outputs");

    assertThat(outputs.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "ProxyName",
            "ProxyArn",
            "ProxyEndpoint",
            "ProxyOwner",
            "Port",
            "DatabaseName",
            "UserName",
            "UserSecretArn",
            "WriterEndpoint",
            "Region");
    assertThat(outputs.at("/ProxyName/Value").asText()).isEqualTo(NAME);
    assertThat(outputs.at("/DatabaseName/Value").asText()).isEqualTo("testdb");
    assertThat(outputs.at("/UserName/Value").asText()).isEqualTo("app_user");
    assertThat(outputs.at("/UserSecretArn/Value").toString()).isEqualTo(attachedSecret());
    assertThat(outputs.at("/Region/Value/Ref").asText()).isEqualTo("AWS::Region");
  }

  @Test
  void everythingThatTakesTagsSaysWhereItCameFrom() {
    List<String> types =
        List.of(
            "AWS::RDS::DBProxy",
            "AWS::SecretsManager::Secret",
            "AWS::IAM::Role",
            "AWS::Logs::LogGroup",
            "AWS::EC2::SecurityGroup",
            "AWS::Lambda::Function",
            "AWS::CloudWatch::Alarm");

    assertThat(types)
        .allSatisfy(
            type ->
                assertThat(template.all(type))
                    .isNotEmpty()
                    .allSatisfy(
                        resource ->
                            assertThat(resource.getValue().at("/Properties/Tags"))
                                .contains(
                                    json("{'Key':'CreationSource','Value':'aurora-proxy'}"))));
  }

  @Test
  void theDashboardDrawsTheThresholdAndSaysWhereLatencyHasNoData() {
    String body = template.only("AWS::CloudWatch::Dashboard").get("DashboardBody").toString();

    assertThat(body)
        .contains("annotations")
        .contains("PoolUtilization")
        .contains("extended query protocol");
  }

  private static List<String> typesBefore(String logicalId) {
    return template.dependenciesOf(logicalId).stream()
        .map(id -> template.resource(id).get("Type").asText())
        .toList();
  }

  private static String attachedSecret() {
    return "{\"Ref\":\"" + template.idOf("AWS::SecretsManager::SecretTargetAttachment") + "\"}";
  }
}
