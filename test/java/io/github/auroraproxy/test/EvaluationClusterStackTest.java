package io.github.auroraproxy.test;

import static io.github.auroraproxy.test.SynthesizedTemplate.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.app.AuroraProxyApp;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;

/** Tests the evaluation cluster and its settings. */
@Tag("evaluation-cluster")
class EvaluationClusterStackTest {

  private static final String CLUSTER = "AWS::RDS::DBCluster";

  private static SynthesizedTemplate template;
  private static App changed;

  @BeforeAll
  static void synthesize() {
    template = EvaluationAssembly.cluster();
    changed =
        CdkApp.create(
            Map.of(
                "evaluationCluster", "shop",
                "deletionProtection", "true",
                "availabilityZones", "us-east-1b, us-east-1c",
                "databaseTls", "require",
                "dashboard", "false",
                "alarmTopicArn", "arn:aws:sns:us-east-1:111122223333:on-call",
                "creationSource", "shop-team"));
    AuroraProxyApp.addStacks(changed);
  }

  @Test
  void isAnEncryptedServerlessClusterWithAManagedSecretAndIamAuthentication() {
    JsonNode cluster = template.only(CLUSTER);

    assertThat(cluster.get("DBClusterIdentifier").asText()).isEqualTo("aurora-evaluation");
    assertThat(cluster.get("Engine").asText()).isEqualTo("aurora-postgresql");
    assertThat(cluster.get("ManageMasterUserPassword").asBoolean()).isTrue();
    assertThat(cluster.has("MasterUserPassword")).isFalse();
    assertThat(cluster.get("EnableIAMDatabaseAuthentication").asBoolean()).isTrue();
    assertThat(cluster.get("StorageEncrypted").asBoolean()).isTrue();
    assertThat(cluster.at("/ServerlessV2ScalingConfiguration/MinCapacity").asDouble())
        .isEqualTo(0.5);
    assertThat(template.only("AWS::RDS::DBInstance").get("DBInstanceClass").asText())
        .isEqualTo("db.serverless");
  }

  @Test
  void goesWithItsStackUnlessItIsProtected() {
    assertThat(template.only(CLUSTER).get("DeletionProtection").asBoolean()).isFalse();
    assertThat(template.resource(template.idOf(CLUSTER)).get("DeletionPolicy").asText())
        .isEqualTo("Delete");

    SynthesizedTemplate protectedOne =
        SynthesizedTemplate.of(changed, AuroraProxyApp.EVALUATION_STACK);
    assertThat(protectedOne.only(CLUSTER).get("DeletionProtection").asBoolean()).isTrue();
    assertThat(protectedOne.resource(protectedOne.idOf(CLUSTER)).get("DeletionPolicy").asText())
        .isEqualTo("Snapshot");
  }

  @Test
  void standsInTwoZonesThatTheInternetDoesNotReach() {
    assertThat(template.all("AWS::EC2::Subnet")).hasSize(2);
    assertThat(template.all("AWS::EC2::InternetGateway")).isEmpty();
    assertThat(template.all("AWS::EC2::NatGateway")).isEmpty();
  }

  @Test
  void theFunctionReachesSecretsManagerThroughAnEndpoint() {
    JsonNode endpoint = template.only("AWS::EC2::VPCEndpoint");

    assertThat(endpoint.get("ServiceName").toString()).contains(".secretsmanager");
    assertThat(endpoint.get("PrivateDnsEnabled").asBoolean()).isTrue();
    assertThat(endpoint.get("SubnetIds")).hasSize(2);
  }

  @Test
  void takesTheZonesItIsGiven() {
    assertThat(
            SynthesizedTemplate.of(changed, AuroraProxyApp.EVALUATION_STACK)
                .all("AWS::EC2::Subnet"))
        .extracting(subnet -> subnet.getValue().at("/Properties/AvailabilityZone").asText())
        .containsExactly("us-east-1b", "us-east-1c");
  }

  @Test
  void theSettingsReachTheProxy() {
    SynthesizedTemplate proxy = SynthesizedTemplate.of(changed, AuroraProxyApp.PROXY_STACK);

    assertThat(proxy.only("AWS::RDS::DBProxy").get("DBProxyName").asText()).isEqualTo("shop-proxy");
    assertThat(proxy.only("AWS::RDS::DBProxy").get("Tags"))
        .containsExactly(json("{'Key':'CreationSource','Value':'shop-team'}"));
    assertThat(proxy.only("Custom::AuroraDatabase").get("DatabaseTls").asText())
        .isEqualTo("require");
    assertThat(proxy.all("AWS::CloudWatch::Dashboard")).isEmpty();
    assertThat(
            proxy
                .only("AWS::CloudWatch::Alarm", "/AlarmName", "shop-proxy-query-latency-high")
                .at("/AlarmActions/0")
                .asText())
        .isEqualTo("arn:aws:sns:us-east-1:111122223333:on-call");
  }
}
