package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.ProxyEndpoint;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/** Two constructs with the same name are refused if AWS would refuse them, and only then. */
class UniquenessTest {

  private final App app = CdkApp.create();

  @Test
  void twoStagesWithoutAnEnvironmentMayHaveTheSameNames() {
    proxy(stack(new Stage(app, "Test"), "Shop"), "Proxy");
    proxy(stack(new Stage(app, "Production"), "Shop"), "Proxy");

    assertThat(app.synth().getNestedAssemblies()).hasSize(2);
  }

  @Test
  void oneStageMayNot() {
    Stage stage = new Stage(app, "Test");
    proxy(stack(stage, "Shop"), "Proxy");

    refused(
        () -> proxy(stack(stage, "Other"), "Proxy"),
        "AuroraProxy Test/Other/Proxy: proxyName is 'orders', which AuroraProxy Test/Shop/Proxy has"
            + " already; give each its own.");
  }

  @Test
  void twoRegionsMayHaveTheSameNamesOfProxies() {
    alarms(stack("A", "us-east-1"), "orders");
    alarms(stack("B", "eu-west-1"), "orders");

    assertThat(app.synth().getStacks()).hasSize(2);
  }

  @Test
  void rdsKeepsNamesInLowerCase() {
    proxy(stack(app, "Shop"), "Proxy");

    refused(
        () -> proxy(stack(app, "Other"), "Proxy", "Orders"),
        "AuroraProxy Other/Proxy: proxyName is 'Orders', which AuroraProxy Shop/Proxy has already;"
            + " give each its own.");
  }

  @Test
  void twoAlarmSetsOfOneProxyNeedPrefixes() {
    alarms(stack("A", "us-east-1"), "orders");

    refused(
        () -> alarms(stack("B", "us-east-1"), "orders"),
        "ProxyAlarms B/Alarms: namePrefix gives an alarm the name 'orders-pool-utilization-high',"
            + " which ProxyAlarms A/Alarms has already; set another namePrefix.");
    app.getNode().tryRemoveChild("B");
    new ProxyAlarms(
        stack("C", "us-east-1"),
        "Alarms",
        ProxyAlarmsProps.builder()
            .from(AlarmSettings.builder().namePrefix("night").build())
            .proxyName("orders")
            .build());
    assertThat(
            SynthesizedTemplate.of(app, "C")
                .all("AWS::CloudWatch::Alarm")
                .get(0)
                .getValue()
                .at("/Properties/AlarmName")
                .asText())
        .startsWith("night-");
  }

  @Test
  void aDashboardIsOfNoRegion() {
    dashboard(stack("A", "us-east-1"));

    refused(
        () -> dashboard(stack("B", "eu-west-1")),
        "ProxyDashboard B/Dashboard: dashboardName is 'orders', which ProxyDashboard A/Dashboard has"
            + " already; set another dashboardName, or leave one out.");
  }

  @Test
  void anEndpointMayNotBeCalledLikeOneOfAnotherProxy() {
    Stack stack = stack(app, "Shop");
    AuroraCluster cluster = cluster(stack);
    AuroraProxy.Builder.create(stack, "First")
        .cluster(cluster)
        .proxyName("orders")
        .endpoints(ProxyEndpoint.builder().name("eu-batch").build())
        .build();

    refused(
        () ->
            AuroraProxy.Builder.create(stack, "Second")
                .cluster(cluster)
                .proxyName("orders-eu")
                .databaseName("second")
                .userName("second")
                .endpoints(ProxyEndpoint.builder().name("batch").build())
                .build(),
        "AuroraProxy Shop/Second: endpoint is 'orders-eu-batch', which AuroraProxy Shop/First has"
            + " already; give each its own.");
  }

  @Test
  void aVpcTakesOnePrivateDnsEndpointOfSecretsManager() {
    Stack network = stack(app, "Network");
    Vpc vpc = AnotherTeam.vpc(network);
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(network, vpc));
    withEndpoint(new Stack(app, "First"), "first", cluster);

    assertThatThrownBy(() -> withEndpoint(new Stack(app, "Second"), "second", cluster))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching(
            "DatabaseFunction Second/AuroraDatabaseFunction[0-9a-f]{8}: functionNetwork asks for an"
                + " interface endpoint for Secrets Manager, which DatabaseFunction"
                + " First/AuroraDatabaseFunction[0-9a-f]{8} gives the VPC already, and its private"
                + " DNS allows one; leave it out here\\.");
  }

  @Test
  void norOneBesideThatOfTheVpcItself() {
    Stack network = stack(app, "Network");
    Vpc vpc = AnotherTeam.vpc(network);
    vpc.addInterfaceEndpoint(
        "Secrets",
        InterfaceVpcEndpointOptions.builder()
            .service(InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
            .build());
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(network, vpc));

    assertThatThrownBy(() -> withEndpoint(new Stack(app, "First"), "first", cluster))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching(
            "DatabaseFunction First/AuroraDatabaseFunction[0-9a-f]{8}: functionNetwork asks for an"
                + " interface endpoint for Secrets Manager, which Network/Network/Secrets gives the"
                + " VPC already, and its private DNS allows one; leave it out here\\.");
  }

  private static void withEndpoint(Stack stack, String name, AuroraCluster cluster) {
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster)
        .proxyName(name)
        .databaseName(name)
        .userName(name)
        .functionNetwork(FunctionNetwork.builder().secretsManagerEndpoint(true).build())
        .build();
  }

  private static void proxy(Stack stack, String id) {
    proxy(stack, id, "orders");
  }

  private static void proxy(Stack stack, String id, String name) {
    AuroraProxy.Builder.create(stack, id).cluster(cluster(stack)).proxyName(name).build();
  }

  private static AuroraCluster cluster(Stack stack) {
    return AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
  }

  private static void alarms(Stack stack, String proxyName) {
    new ProxyAlarms(stack, "Alarms", ProxyAlarmsProps.builder().proxyName(proxyName).build());
  }

  private static void dashboard(Stack stack) {
    new ProxyDashboard(
        stack, "Dashboard", ProxyDashboardProps.builder().proxyName("orders").build());
  }

  private static Stack stack(Construct scope, String id) {
    return new Stack(scope, id);
  }

  private Stack stack(String id, String region) {
    return new Stack(
        app,
        id,
        StackProps.builder()
            .env(Environment.builder().account("111122223333").region(region).build())
            .build());
  }

  private static void refused(ThrowingCallable mistake, String sentence) {
    assertThatThrownBy(mistake).isInstanceOf(InvalidPropertyException.class).hasMessage(sentence);
  }
}
