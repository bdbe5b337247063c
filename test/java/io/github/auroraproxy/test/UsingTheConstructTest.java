package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.AuroraProxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.rds.DatabaseCluster;

/** Tests the packaged jar in CDK apps with their own clusters, as other teams use it. */
class UsingTheConstructTest {

  private static SynthesizedTemplate theirs;
  private static SynthesizedTemplate oneStack;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    Stack data = new Stack(app, "Data");
    DatabaseCluster cluster = AnotherTeam.cluster(data, AnotherTeam.vpc(data));
    new UsingTheConstruct(app, "Orders", cluster);
    theirs = SynthesizedTemplate.of(app, "Orders");

    App single = CdkApp.create();
    Stack all = new Stack(single, "All");
    Vpc network = AnotherTeam.vpc(all);
    DatabaseCluster shared = AnotherTeam.cluster(all, network);
    AuroraProxy.Builder.create(all, "First")
        .cluster(shared)
        .proxyName("first")
        .secretEncryptionKey(new Key(all, "Key"))
        .build();
    AuroraProxy second =
        AuroraProxy.Builder.create(all, "Second")
            .cluster(shared)
            .proxyName("second")
            .databaseName("another")
            .userName("another_user")
            .build();
    Tags.of(second).add("CreationSource", "another-team");
    oneStack = SynthesizedTemplate.of(single, "All");
  }

  @Test
  void theSecretThatTheClusterGeneratedIsTheAdminSecret() {
    assertThat(theirs.only("Custom::AuroraDatabase").at("/AdminSecretArn/Fn::ImportValue").asText())
        .contains("OrdersSecretAttachment");
  }

  @Test
  void aProxyInFrontOfAClusterThatCloudFormationNamesHasALegalNameOfItsOwn() {
    String name = theirs.only("AWS::RDS::DBProxy").get("DBProxyName").asText();

    assertThat(name).matches("[A-Za-z](-?[A-Za-z0-9])*").hasSizeLessThanOrEqualTo(63);
    assertThat(theirs.only("AWS::CloudWatch::Dashboard").get("DashboardName").asText())
        .isEqualTo(name);
  }

  @Test
  void thePropertiesReachTheDesiredState() {
    JsonNode state = theirs.only("Custom::AuroraDatabase");

    assertThat(state.get("DatabaseName").asText()).isEqualTo("shop");
    assertThat(state.at("/Users/0/Username").asText()).isEqualTo("orders");
    assertThat(state.at("/Users/0/Privileges").asText()).isEqualTo("READ_WRITE");
    assertThat(state.get("Migrations").asText()).isEqualTo("none");
  }

  @Test
  void theirFunctionMayLogInAsThatUserOnlyAndReachesTheProxy() {
    JsonNode connect =
        PolicyStatements.of(theirs).stream()
            .filter(statement -> statement.actions().contains("rds-db:connect"))
            .map(PolicyStatements.Statement::json)
            .findFirst()
            .orElseThrow();

    assertThat(connect.get("Resource").toString())
        .contains(":rds-db:", ":dbuser:", "/orders")
        .doesNotContain("*");
    JsonNode ingress =
        theirs.only("AWS::EC2::SecurityGroupIngress", "/Description", "From the client");
    assertThat(ingress.get("GroupId"))
        .isEqualTo(theirs.only("AWS::RDS::DBProxy").at("/VpcSecurityGroupIds/0"));
  }

  @Test
  void theirPortIsNowhereWrittenAsANumber() {
    assertThat(theirs.json().toString()).doesNotContain("6543");
  }

  @Test
  void inOneStackTheDatabaseAndTheTargetsWaitForTheClustersInstances() {
    String writer = oneStack.idOf("AWS::RDS::DBInstance");

    assertThat(oneStack.all("Custom::AuroraDatabase"))
        .hasSize(2)
        .allSatisfy(
            resource -> assertThat(oneStack.dependenciesOf(resource.getKey())).contains(writer));
    assertThat(oneStack.all("AWS::RDS::DBProxyTargetGroup"))
        .hasSize(2)
        .allSatisfy(
            resource -> assertThat(oneStack.dependenciesOf(resource.getKey())).contains(writer));
  }

  @Test
  void twoProxiesOfAStackAndVpcShareOneFunctionAndOneWayToTheCluster() {
    assertThat(oneStack.all("AWS::Lambda::Function"))
        .filteredOn(
            function -> function.getValue().at("/Properties/Runtime").asText().equals("java25"))
        .hasSize(1);
    assertThat(oneStack.all("AWS::EC2::SecurityGroupIngress"))
        .extracting(rule -> rule.getValue().at("/Properties/Description").asText())
        .containsExactlyInAnyOrder(
            "From the proxy",
            "From the proxy",
            "From the database function",
            "From the login check",
            "From the login check");
  }

  @Test
  void aCustomerKeyMayBeUsedThroughSecretsManagerOnly() {
    List<JsonNode> decrypt =
        PolicyStatements.of(oneStack).stream()
            .filter(statement -> statement.actions().contains("kms:Decrypt"))
            .filter(statement -> !statement.ofKeyPolicy())
            .map(PolicyStatements.Statement::json)
            .toList();

    assertThat(decrypt)
        .hasSize(2)
        .allSatisfy(
            statement -> {
              assertThat(statement.at("/Resource/Fn::GetAtt/0").asText())
                  .isEqualTo(oneStack.idOf("AWS::KMS::Key"));
              assertThat(statement.at("/Condition/StringEquals/kms:ViaService").toString())
                  .contains("secretsmanager.");
            });
  }

  @Test
  void theTagCanBeOverriddenFromOutside() {
    Map<String, String> tags = Map.of("first", "aurora-proxy", "second", "another-team");

    tags.forEach(
        (proxy, value) ->
            assertThat(
                    oneStack
                        .only("AWS::RDS::DBProxy", "/DBProxyName", proxy)
                        .get("Tags")
                        .findValuesAsText("Value"))
                .containsExactly(value));
  }
}
