package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the custom resource that prepares the database, and its function. */
@Tag("evaluation-cluster")
class ApplicationDatabaseTest {

  private static final String HANDLER =
      "io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest";

  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() {
    template = EvaluationAssembly.proxy();
  }

  @Test
  void theDesiredStateHasExactlyThePropertiesThatTheFunctionKnows() {
    JsonNode properties = template.only("Custom::AuroraDatabase");

    assertThat(properties.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "ServiceToken",
            "ServiceTimeout",
            "Format",
            "Host",
            "Port",
            "AdminSecretArn",
            "MaintenanceDatabase",
            "DatabaseName",
            "Users",
            "RemovalPolicy",
            "AuthenticationMode",
            "DatabaseTls",
            "Migrations",
            "Adopt");
    assertThat(properties.at("/Users/0").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("Username", "SecretArn", "Privileges");
  }

  @Test
  void theDefaultsKeepDataAndVerifyTheServer() {
    JsonNode properties = template.only("Custom::AuroraDatabase");

    assertThat(properties.get("Format").asText()).isEqualTo("2");
    assertThat(properties.get("MaintenanceDatabase").asText()).isEqualTo("postgres");
    assertThat(properties.get("DatabaseName").asText()).isEqualTo("testdb");
    assertThat(properties.at("/Users/0/Username").asText()).isEqualTo("app_user");
    assertThat(properties.at("/Users/0/Privileges").asText()).isEqualTo("ALL");
    assertThat(properties.get("RemovalPolicy").asText()).isEqualTo("RETAIN");
    assertThat(properties.get("AuthenticationMode").asText()).isEqualTo("SECRETS");
    assertThat(properties.get("DatabaseTls").asText()).isEqualTo("verify-full");
    assertThat(properties.get("Migrations").asText()).isEqualTo("sample");
    assertThat(properties.get("Adopt").asBoolean()).isFalse();
  }

  @Test
  void hostPortAndMasterSecretComeFromTheClustersAttributes() {
    JsonNode properties = template.only("Custom::AuroraDatabase");

    assertThat(properties.at("/Host/Fn::ImportValue").asText()).contains("EndpointAddress");
    assertThat(properties.at("/Port/Fn::ImportValue").asText()).contains("EndpointPort");
    assertThat(properties.at("/AdminSecretArn/Fn::ImportValue").asText())
        .contains("MasterUserSecretSecretArn");
  }

  @Test
  void aFunctionThatNeverAnswersFailsTheDeploymentAfterMinutes() {
    assertThat(template.only("Custom::AuroraDatabase").get("ServiceTimeout").asInt())
        .isEqualTo(600);
  }

  @Test
  void theFunctionRunsThePackagedJarOnJava25WithStructuredLogs() throws Exception {
    JsonNode function = function();
    Path asset =
        EvaluationAssembly.directory().resolve("asset." + function.at("/Code/S3Key").asText());

    assertThat(function.get("Runtime").asText()).isEqualTo("java25");
    assertThat(function.get("Timeout").asInt()).isEqualTo(300);
    assertThat(function.at("/LoggingConfig/LogFormat").asText()).isEqualTo("JSON");
    assertThat(Files.isRegularFile(asset)).isTrue();
    try (JarFile jar = new JarFile(asset.toFile())) {
      assertThat(jar.getEntry("io/github/auroraproxy/customresource/AuroraDatabaseHandler.class"))
          .isNotNull();
    }
  }

  @Test
  void theFunctionSitsInTheClustersSubnetsAndReachesTheClusterAndSecretsManagerOnly() {
    JsonNode vpc = function().get("VpcConfig");

    assertThat(vpc.get("SubnetIds"))
        .isEqualTo(template.only("AWS::RDS::DBProxy").get("VpcSubnetIds"));
    JsonNode group =
        template.only(
            "AWS::EC2::SecurityGroup", "/GroupDescription", "The function that prepares databases");
    assertThat(group.get("SecurityGroupEgress")).hasSize(1);
    assertThat(group.at("/SecurityGroupEgress/0/FromPort").asInt()).isEqualTo(443);
    assertThat(
            template
                .only(
                    "AWS::EC2::SecurityGroupIngress", "/Description", "From the database function")
                .get("SourceSecurityGroupId"))
        .isEqualTo(vpc.at("/SecurityGroupIds/0"));
  }

  @Test
  void noReservedNameIsSetByHandSoThatTheFunctionCanBeReplaced() {
    assertThat(function().has("FunctionName")).isFalse();
  }

  @Test
  void theFunctionAndItsProviderLogToGroupsWithARetention() {
    List<JsonNode> functions =
        template.all("AWS::Lambda::Function").stream()
            .map(resource -> resource.getValue().get("Properties"))
            .toList();

    assertThat(functions)
        .hasSize(2)
        .allSatisfy(
            function ->
                assertThat(
                        template
                            .resource(function.at("/LoggingConfig/LogGroup/Ref").asText())
                            .at("/Properties/RetentionInDays")
                            .asInt())
                    .isEqualTo(30));
  }

  @Test
  void cloudFormationCallsTheProviderAndTheProviderTheFunction() {
    String provider =
        template.only("Custom::AuroraDatabase").at("/ServiceToken/Fn::GetAtt/0").asText();
    JsonNode called =
        template
            .resource(provider)
            .at("/Properties/Environment/Variables/USER_ON_EVENT_FUNCTION_ARN/Fn::GetAtt/0");

    assertThat(template.resource(called.asText()).at("/Properties/Handler").asText())
        .isEqualTo(HANDLER);
    assertThat(template.resource(provider).at("/Properties").has("VpcConfig")).isFalse();
  }

  private static JsonNode function() {
    return template.only("AWS::Lambda::Function", "/Handler", HANDLER);
  }
}
