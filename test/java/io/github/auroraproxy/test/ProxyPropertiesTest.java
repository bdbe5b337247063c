package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.NetworkType;
import io.github.auroraproxy.constructs.ProxyEndpoint;
import io.github.auroraproxy.constructs.monitoring.TargetRole;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** Tests the properties of the proxy itself. */
class ProxyPropertiesTest {

  private static Stack stack;
  private static Vpc clients;
  private static SynthesizedTemplate template;
  private static AuroraProxy proxy;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    stack = new Stack(app, "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    clients = Vpc.Builder.create(stack, "Clients").maxAzs(2).natGateways(1).build();
    SecurityGroup group =
        SecurityGroup.Builder.create(stack, "Own").vpc(vpc).allowAllOutbound(false).build();
    proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(AnotherTeam.cluster(stack, vpc))
            .proxyName("shop")
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
            .securityGroups(group)
            .endpoints(
                ProxyEndpoint.builder().name("batch").build(),
                ProxyEndpoint.builder()
                    .name("reports")
                    .targetRole(TargetRole.READER)
                    .vpc(clients)
                    .networkType(NetworkType.DUAL)
                    .build())
            .endpointNetworkType(NetworkType.DUAL)
            .targetConnectionNetworkType(NetworkType.IPV6)
            .roleName("shop-proxy")
            .rolePath("/databases/")
            .permissionsBoundary(
                ManagedPolicy.fromManagedPolicyName(stack, "Boundary", "developers"))
            .debugLogging(true)
            .logGroupEncryptionKey(new Key(stack, "Key"))
            .dashboardName("Shop")
            .rotation(Duration.days(30))
            .build();
    Function client = AnotherTeam.function(stack, vpc);
    proxy.getConnections().allowDefaultPortFrom(client, "From the orders");
    proxy.grantConnect(client, "app_user");
    template = SynthesizedTemplate.of(app, "Shop");
  }

  @Test
  void theProxyStandsInItsOwnSubnetsAndSecurityGroups() {
    JsonNode resource = template.only("AWS::RDS::DBProxy");

    assertThat(resource.get("VpcSubnetIds").toString())
        .contains("PublicSubnet")
        .doesNotContain("PrivateSubnet");
    assertThat(resource.at("/VpcSecurityGroupIds/0/Fn::GetAtt/0").asText()).startsWith("Own");
    assertThat(resource.get("VpcSecurityGroupIds")).hasSize(1);
    assertThat(resource.get("EndpointNetworkType").asText()).isEqualTo("DUAL");
    assertThat(resource.get("TargetConnectionNetworkType").asText()).isEqualTo("IPV6");
    assertThat(resource.get("DebugLogging").asBoolean()).isTrue();
  }

  @Test
  void aFurtherEndpointIsPlacedLikeTheProxy() {
    JsonNode batch =
        template.only("AWS::RDS::DBProxyEndpoint", "/DBProxyEndpointName", "shop-batch");

    assertThat(batch.get("TargetRole").asText()).isEqualTo("READ_WRITE");
    assertThat(batch.get("VpcSubnetIds"))
        .isEqualTo(template.only("AWS::RDS::DBProxy").get("VpcSubnetIds"));
    assertThat(proxy.getEndpoint("batch")).isPresent();
    assertThat(proxy.getEndpoint("other")).isEmpty();
  }

  @Test
  void anEndpointInAnotherVpcHasSubnetsAndASecurityGroupThere() {
    JsonNode reports =
        template.only("AWS::RDS::DBProxyEndpoint", "/DBProxyEndpointName", "shop-reports");

    assertThat(reports.get("TargetRole").asText()).isEqualTo("READ_ONLY");
    assertThat(reports.get("VpcSubnetIds").toString()).contains("ClientsPrivateSubnet");
    assertThat(reports.get("EndpointNetworkType").asText()).isEqualTo("DUAL");
    JsonNode group = template.resource(reports.at("/VpcSecurityGroupIds/0/Fn::GetAtt/0").asText());
    assertThat(group.at("/Properties/VpcId/Ref").asText()).startsWith("Clients");
  }

  @Test
  void theRoleHasItsNamePathAndBoundary() {
    JsonNode role = template.only("AWS::IAM::Role", "/RoleName", "shop-proxy");

    assertThat(role.get("Path").asText()).isEqualTo("/databases/");
    assertThat(role.get("PermissionsBoundary").toString()).contains("policy/developers");
  }

  @Test
  void theHostedRotationsRoleIsWarnedOfSinceNobodyCanGiveItABoundary() {
    Annotations.fromStack(stack)
        .hasWarning(
            "/Shop/Proxy",
            Match.stringLikeRegexp(
                "the role of the hosted rotation gets no permissions boundary.*"));
  }

  @Test
  void theLogGroupIsEncryptedWithTheKey() {
    assertThat(
            template
                .only("AWS::Logs::LogGroup", "/LogGroupName", "/aws/rds/proxy/shop")
                .at("/KmsKeyId/Fn::GetAtt/0")
                .asText())
        .startsWith("Key");
  }

  @Test
  void theWayIsOpenedOnTheProxysOwnPort() {
    assertThat(
            template
                .only("AWS::EC2::SecurityGroupIngress", "/Description", "From the orders")
                .get("FromPort"))
        .isEqualTo(
            template
                .only("AWS::EC2::SecurityGroupIngress", "/Description", "From the login check")
                .get("FromPort"));
  }

  @Test
  void anExistingLogGroupIsNotMadeAgain() {
    App app = CdkApp.create();
    Stack existing = new Stack(app, "Existing");
    AuroraProxy.Builder.create(existing, "Proxy")
        .cluster(AnotherTeam.cluster(existing, AnotherTeam.vpc(existing)))
        .proxyName("shop")
        .logGroup(LogGroup.fromLogGroupName(existing, "Logs", "/aws/rds/proxy/shop"))
        .build();

    assertThat(SynthesizedTemplate.of(app, "Existing").json().toString())
        .doesNotContain("/aws/rds/proxy/shop");
  }

  @Test
  void aLogGroupThatRdsWouldNotUse() {
    refused(
        builder("Elsewhere").logGroup(LogGroup.fromLogGroupName(stack, "Wrong", "/shop/proxy")),
        "logGroup is '/shop/proxy', but RDS logs to '/aws/rds/proxy/elsewhere'; use that one.");
  }

  @Test
  void aKeyForALogGroupThatIsThere() {
    refused(
        builder("Keyed")
            .logGroup(LogGroup.fromLogGroupName(stack, "There", "/aws/rds/proxy/keyed"))
            .logGroupEncryptionKey(new Key(stack, "Another")),
        "logGroupEncryptionKey is for a new log group, but logGroup names one that is there; set"
            + " the key there.");
  }

  @Test
  void twoEndpointsOfOneName() {
    ProxyEndpoint endpoint = ProxyEndpoint.builder().name("twice").build();

    refused(
        builder("Twice").endpoints(endpoint, endpoint),
        "endpoints have the name 'twice' twice; give each its own.");
  }

  @Test
  void twoWaysToTheCluster() {
    refused(
        builder("Dual").targetConnectionNetworkType(NetworkType.DUAL),
        "targetConnectionNetworkType is DUAL, but a proxy reaches its cluster in one way; use IPV4"
            + " or IPV6.");
  }

  @Test
  void subnetsInOneZone() {
    refused(
        builder("Narrow")
            .vpcSubnets(
                SubnetSelection.builder()
                    .subnets(List.of(clients.getPrivateSubnets().get(0)))
                    .build()),
        "vpcSubnets lie in fewer than two Availability Zones; RDS Proxy needs subnets in at least"
            + " two.");
  }

  private static AuroraProxy.Builder builder(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    return AuroraProxy.Builder.create(stack, id)
        .cluster(
            AuroraCluster.of(
                AnotherTeam.cluster(
                    new Construct(stack, id + "Data"), (Vpc) stack.getNode().findChild("Network"))))
        .proxyName(name)
        .databaseName(name)
        .userName(name);
  }

  private static void refused(AuroraProxy.Builder builder, String sentence) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching("AuroraProxy Shop/\\w+: .*")
        .hasMessageEndingWith(sentence);
  }
}
