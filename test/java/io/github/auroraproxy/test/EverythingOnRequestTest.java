package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.rds.DatabaseCluster;

/** Tests a proxy with every optional part, and a client in a stack of its own. */
class EverythingOnRequestTest {

  private static SynthesizedTemplate template;
  private static SynthesizedTemplate client;
  private static SynthesizedTemplate endToEnd;
  private static AuroraProxy proxy;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    DatabaseCluster cluster = AnotherTeam.cluster(stack, vpc);
    proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(cluster)
            .proxyName("shop")
            .rotation(Duration.days(30))
            .furtherUsers(
                ProxyUser.builder().userName("reports").privileges(Privileges.READ_ONLY).build())
            .connectionPool(
                ConnectionPool.builder()
                    .borrowTimeout(Duration.seconds(5))
                    .maxConnectionsPercent(80)
                    .initQuery("SET TimeZone='UTC'")
                    .build())
            .readOnlyEndpoint(true)
            .connectPolicy(true)
            .alarmSettings(
                AlarmSettings.builder()
                    .queryLatency(Duration.millis(250))
                    .runbookUrl("https://wiki.example.com/proxy")
                    .build())
            .functionNetwork(FunctionNetwork.builder().secretsManagerEndpoint(true).build())
            .build();
    Stack orders = new Stack(app, "Orders");
    Function function = AnotherTeam.function(orders, vpc);
    proxy.allowClient(function, "reports");

    Stack iam = new Stack(app, "Iam");
    AuroraProxy.Builder.create(iam, "Proxy")
        .cluster(AuroraCluster.of(AnotherTeam.cluster(iam, AnotherTeam.vpc(iam))))
        .authenticationMode(AuthenticationMode.END_TO_END_IAM)
        .furtherUsers(ProxyUser.builder().userName("reports").build())
        .build();

    template = SynthesizedTemplate.of(app, "Shop");
    client = SynthesizedTemplate.of(app, "Orders");
    endToEnd = SynthesizedTemplate.of(app, "Iam");
  }

  @Test
  void theProxyLogsInAsEachUserWithASecretOfItsOwnThatItsRoleMayRead() {
    JsonNode auth = template.only("AWS::RDS::DBProxy").get("Auth");
    JsonNode policy = template.policiesOfTheProxy().get(0).at("/PolicyDocument/Statement");

    assertThat(auth).hasSize(2);
    assertThat(policy.findValues("Resource").toString())
        .contains(auth.at("/0/SecretArn/Ref").asText(), auth.at("/1/SecretArn/Ref").asText());
  }

  @Test
  void everythingComesInTheOrderInWhichItIsNeeded() {
    String login = template.idOf("Custom::ProxyLogin");
    String group = template.idOf("AWS::RDS::DBProxyTargetGroup");
    String resource = template.idOf("AWS::RDS::DBProxy");
    String database = template.idOf("Custom::AuroraDatabase");

    assertThat(typesNeededBy(database)).contains("AWS::SecretsManager::SecretTargetAttachment");
    assertThat(needs(resource)).contains(database);
    assertThat(typesNeededBy(resource))
        .contains("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::Logs::LogGroup");
    assertThat(needs(group)).contains(resource);
    assertThat(needs(login)).contains(group);
    assertThat(template.dependenciesOf(login)).anyMatch(id -> id.contains("Logins"));
  }

  @Test
  void theFirstPasswordIsRotatedByOneUserOnceTheUserExists() {
    String schedule = template.idOf("AWS::SecretsManager::RotationSchedule");
    JsonNode properties = template.resource(schedule).get("Properties");

    assertThat(properties.at("/RotationRules/ScheduleExpression").asText())
        .isEqualTo("rate(30 days)");
    assertThat(properties.at("/HostedRotationLambda/RotationType").asText())
        .isEqualTo("PostgreSQLSingleUser");
    assertThat(properties.at("/SecretId/Ref").asText())
        .isEqualTo(template.only("AWS::RDS::DBProxy").at("/Auth/0/SecretArn/Ref").asText());
    assertThat(template.dependenciesOf(schedule)).contains(template.idOf("Custom::AuroraDatabase"));
    assertThat(
            template.only(
                "AWS::EC2::SecurityGroupIngress", "/Description", "From the password rotation"))
        .isNotNull();
  }

  @Test
  void thePoolIsAsItWasAskedFor() {
    JsonNode pool =
        template.only("AWS::RDS::DBProxyTargetGroup").get("ConnectionPoolConfigurationInfo");

    assertThat(pool.get("ConnectionBorrowTimeout").asInt()).isEqualTo(5);
    assertThat(pool.get("MaxConnectionsPercent").asInt()).isEqualTo(80);
    assertThat(pool.get("MaxIdleConnectionsPercent").asInt()).isEqualTo(40);
    assertThat(pool.get("InitQuery").asText()).isEqualTo("SET TimeZone='UTC'");
  }

  @Test
  void theEndpointToTheReadersHasTheProxysSecurityGroup() {
    JsonNode endpoint = template.only("AWS::RDS::DBProxyEndpoint");

    assertThat(endpoint.get("DBProxyEndpointName").asText()).isEqualTo("shop-read-only");
    assertThat(endpoint.get("TargetRole").asText()).isEqualTo("READ_ONLY");
    assertThat(endpoint.get("VpcSecurityGroupIds"))
        .isEqualTo(template.only("AWS::RDS::DBProxy").get("VpcSecurityGroupIds"));
    assertThat(proxy.getReadOnlyEndpoint()).isPresent();
  }

  @Test
  void aClientMayLogInAsOneUserAndReachesTheProxyFromItsOwnStack() {
    assertThat(PolicyStatements.of(client))
        .filteredOn(statement -> statement.actions().contains("rds-db:connect"))
        .singleElement()
        .satisfies(
            statement ->
                assertThat(statement.json().get("Resource").toString())
                    .contains(":dbuser:", "/reports")
                    .doesNotContain("*", "app_user", "resolve"));
    assertThat(
            client.only("AWS::EC2::SecurityGroupIngress").at("/GroupId/Fn::ImportValue").asText())
        .contains("ProxySecurityGroup");
    assertThat(template.json().toString()).doesNotContain("Orders:");
  }

  @Test
  void aUserThatTheProxyLacksCantBeGranted() {
    assertThatThrownBy(() -> proxy.grantConnect(null, "nobody"))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("AuroraProxy Shop/Proxy: dbUser is 'nobody'; use one of app_user, reports.");
  }

  @Test
  void peopleGetAPolicyForExactlyTheUsers() {
    String resources =
        template
            .only("AWS::IAM::ManagedPolicy")
            .at("/PolicyDocument/Statement/0/Resource")
            .toString();

    assertThat(resources).contains("/app_user", "/reports").doesNotContain("*");
  }

  @Test
  void theAlarmsHaveTheThresholdsAndTheRunbookOfTheTeam() {
    JsonNode latency =
        template.only("AWS::CloudWatch::Alarm", "/AlarmName", "shop-query-latency-high");

    assertThat(latency.get("Threshold").asInt()).isEqualTo(250_000);
    assertThat(latency.get("AlarmDescription").asText()).contains("https://wiki.example.com/proxy");
  }

  @Test
  void theVpcGetsAnEndpointForSecretsManager() {
    assertThat(template.only("AWS::EC2::VPCEndpoint").get("ServiceName").toString())
        .contains("secretsmanager");
  }

  @Test
  void theFunctionReachesTheClusterTheProxyAndThatEndpointOnly() {
    JsonNode function = template.only("AWS::Lambda::Function", "/Runtime", "java25");
    JsonNode group = function.at("/VpcConfig/SecurityGroupIds/0");
    List<JsonNode> rules =
        template.all("AWS::EC2::SecurityGroupEgress").stream()
            .map(rule -> rule.getValue().get("Properties"))
            .filter(rule -> rule.get("GroupId").equals(group))
            .toList();

    assertThat(rules)
        .extracting(rule -> rule.get("Description").asText())
        .containsExactlyInAnyOrder(
            "To the cluster", "To the proxy", "To the interface endpoint of Secrets Manager");
    assertThat(rules)
        .filteredOn(rule -> rule.get("FromPort").asInt() == 443)
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.get("DestinationSecurityGroupId"))
                    .isEqualTo(template.only("AWS::EC2::VPCEndpoint").at("/SecurityGroupIds/0")));
    assertThat(
            template
                .resource(group.at("/Fn::GetAtt/0").asText())
                .at("/Properties/SecurityGroupEgress"))
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.get("Description").asText()).isEqualTo("Disallow all traffic"));
    assertThat(needs(template.idOf("Custom::AuroraDatabase")))
        .contains(
            template.all("AWS::EC2::SecurityGroupEgress").stream()
                .filter(rule -> rule.getValue().at("/Properties/FromPort").asInt() == 443)
                .map(Map.Entry::getKey)
                .toArray(String[]::new));
  }

  @Test
  void endToEndIamHasNoSecretAndConnectsAsExactlyTheUsersOfTheCluster() {
    JsonNode resource = endToEnd.only("AWS::RDS::DBProxy");

    assertThat(resource.get("DefaultAuthScheme").asText()).isEqualTo("IAM_AUTH");
    assertThat(resource.has("Auth")).isFalse();
    assertThat(resource.get("RequireTLS").asBoolean()).isTrue();
    // The one secret is the master's own.
    assertThat(endToEnd.all("AWS::SecretsManager::Secret")).hasSize(1);
    JsonNode policy = endToEnd.policiesOfTheProxy().get(0).at("/PolicyDocument/Statement");
    assertThat(endToEnd.policiesOfTheProxy()).hasSize(1);
    assertThat(policy).hasSize(1);
    assertThat(policy.at("/0/Action").asText()).isEqualTo("rds-db:connect");
    assertThat(policy.at("/0/Resource")).hasSize(2);
    assertThat(policy.at("/0/Resource").toString())
        .contains("DBClusterResourceId", "/app_user", "/reports")
        .doesNotContain("*");
  }

  /** Everything that CloudFormation finishes before it begins with a resource. */
  private static Set<String> needs(String logicalId) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(logicalId));
    while (!open.isEmpty()) {
      template.needsOf(open.pop()).stream().filter(found::add).forEach(open::push);
    }
    return found;
  }

  private static List<String> typesNeededBy(String logicalId) {
    return needs(logicalId).stream().map(id -> template.resource(id).get("Type").asText()).toList();
  }
}
