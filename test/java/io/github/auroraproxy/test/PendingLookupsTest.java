package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterAttributes;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.ProxyUser;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetFilter;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;
import software.amazon.awscdk.services.rds.CfnDBCluster;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterAttributes;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.ssm.StringParameter;

/**
 * The first synth of what is looked up, and what comes of a deployment that synth does not know.
 */
class PendingLookupsTest {

  static Stream<Arguments> selections() {
    return Stream.of(
        selection(
            "a subnet group", vpc -> SubnetSelection.builder().subnetGroupName("Data").build()),
        selection(
            "a filter",
            vpc ->
                SubnetSelection.builder()
                    .subnetFilters(
                        List.of(
                            SubnetFilter.availabilityZones(List.of("us-east-1a", "us-east-1b"))))
                    .build()),
        selection(
            "a type",
            vpc -> SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build()),
        selection(
            "subnets picked from the VPC",
            vpc ->
                SubnetSelection.builder()
                    .subnets(
                        vpc.getPrivateSubnets().stream()
                            .filter(subnet -> subnet.getAvailabilityZone().startsWith("us-"))
                            .toList())
                    .build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("selections")
  void aVpcThatIsNotYetLookedUpIsLookedUp(String name, Function<IVpc, SubnetSelection> selection) {
    App app = firstSynth();
    Stack stack = stack(app);
    IVpc vpc = Vpc.fromLookup(stack, "Vpc", VpcLookupOptions.builder().vpcName("shop").build());
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster(stack, vpc, selection.apply(vpc)))
        .functionNetwork(FunctionNetwork.builder().subnets(selection.apply(vpc)).build())
        .build();

    assertThat(CdkApp.manifest(app).get("missing").findValuesAsText("provider"))
        .containsExactly("vpc-provider");
  }

  @Test
  void aNameThatIsNotYetLookedUpIsLookedUp() {
    App app = firstSynth();
    Stack stack = stack(app);
    String name = StringParameter.valueFromLookup(stack, "/shop/proxy");
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster(stack))
        .proxyName(name)
        .databaseName(name)
        .userName(name)
        .readOnlyEndpoint(true)
        .build();
    // The same name a second time is no collision before it is known.
    AuroraProxy.Builder.create(stack, "Other")
        .cluster(
            cluster(
                new Stack(
                    app, "Elsewhere", StackProps.builder().env(PropertyTable.ENVIRONMENT).build())))
        .proxyName(name)
        .databaseName(name)
        .userName(name)
        .build();

    assertThat(CdkApp.manifest(app).get("missing").findValuesAsText("provider")).contains("ssm");
  }

  @Test
  void parametersReachTheTemplate() {
    App app = CdkApp.create();
    Stack stack = stack(app);
    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(cluster(stack))
            .proxyName(parameter(stack, "ProxyName"))
            .databaseName(parameter(stack, "DatabaseName"))
            .userName(parameter(stack, "UserName"))
            .readOnlyEndpoint(true)
            .build();
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    assertThat(template.only("AWS::RDS::DBProxy").at("/DBProxyName/Ref").asText())
        .isEqualTo("ProxyName");
    assertThat(template.only("AWS::RDS::DBProxyEndpoint").get("DBProxyEndpointName"))
        .isEqualTo(
            SynthesizedTemplate.json("{'Fn::Join':['',[{'Ref':'ProxyName'},'-read-only']]}"));
    JsonNode database = template.only("Custom::AuroraDatabase");
    assertThat(database.at("/DatabaseName/Ref").asText()).isEqualTo("DatabaseName");
    assertThat(database.at("/Users/0/Username/Ref").asText()).isEqualTo("UserName");
    assertThat(proxy.getUser().getUserName()).isNotEmpty();
  }

  @Test
  void subnetsOfAnotherStacksListReachTheTemplate() {
    App app = CdkApp.create();
    Stack stack = stack(app);
    IVpc vpc =
        Vpc.fromVpcAttributes(
            stack,
            "Vpc",
            VpcAttributes.builder()
                .vpcId(Fn.importValue("VpcId"))
                .availabilityZones(List.of("us-east-1a"))
                .privateSubnetIds(Fn.split(",", Fn.importValue("Subnets")))
                .build());
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster(stack, vpc, SubnetSelection.builder().build()))
        .build();
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");
    JsonNode list = SynthesizedTemplate.json("{'Fn::Split':[',',{'Fn::ImportValue':'Subnets'}]}");

    assertThat(template.only("AWS::RDS::DBProxy").get("VpcSubnetIds")).isEqualTo(list);
    assertThat(
            template.only("AWS::Lambda::Function", "/Runtime", "java25").at("/VpcConfig/SubnetIds"))
        .isEqualTo(list);
  }

  @Test
  void anUnknownIamAuthenticationIsNotTakenForOneThatIsOff() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    DatabaseCluster cluster = AnotherTeam.cluster(stack, AnotherTeam.vpc(stack));
    CfnDBCluster resource = (CfnDBCluster) cluster.getNode().getDefaultChild();
    resource.setEnableIamDatabaseAuthentication(
        Fn.conditionEquals(parameter(stack, "Iam"), "true"));

    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(cluster)
            .authenticationMode(AuthenticationMode.END_TO_END_IAM)
            .build();

    assertThat(proxy.getUsers()).hasSize(1);
  }

  @Test
  void anUnknownCapacityIsNotTakenForOneThatPauses() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    DatabaseCluster cluster = AnotherTeam.cluster(stack, AnotherTeam.vpc(stack));
    ((CfnDBCluster) cluster.getNode().getDefaultChild())
        .setServerlessV2ScalingConfiguration(
            CfnDBCluster.ServerlessV2ScalingConfigurationProperty.builder()
                .minCapacity(
                    CfnParameter.Builder.create(stack, "Least")
                        .type("Number")
                        .build()
                        .getValueAsNumber())
                .build());

    assertThat(AuroraProxy.Builder.create(stack, "Proxy").cluster(cluster).build().getProxyName())
        .isNotEmpty();
  }

  @Test
  void aUserThatIsUnknownIsNotPrintedAsAToken() {
    Stack stack = stack(CdkApp.create());
    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(cluster(stack))
            .userName("orders")
            .furtherUsers(ProxyUser.builder().userName(parameter(stack, "UserName")).build())
            .build();

    assertThat(proxy.getUsers()).hasSize(2);
    assertThatThrownBy(
            () ->
                AuroraProxy.Builder.create(stack, "Wrong")
                    .cluster(AuroraCluster.fromLookup(stack, "Unknown", parameter(stack, "Name")))
                    .build())
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "AuroraCluster Shop/Unknown: clusterName is known at deployment only, but the CDK CLI"
                + " looks it up before that; write it out.");
  }

  /** As the CLI starts it, which judges templates itself: vpc-12345 is CDK's own placeholder. */
  private static App firstSynth() {
    return CdkApp.create(Map.of(), Map.of("@aws-cdk/core:failSynthOnValidationErrors", false));
  }

  private static Arguments selection(String name, Function<IVpc, SubnetSelection> selection) {
    return Arguments.of(name, selection);
  }

  private static Stack stack(App app) {
    return new Stack(app, "Shop", StackProps.builder().env(PropertyTable.ENVIRONMENT).build());
  }

  private static String parameter(Stack stack, String id) {
    return new CfnParameter(stack, id).getValueAsString();
  }

  private static AuroraCluster cluster(Stack stack) {
    return cluster(
        stack,
        Vpc.fromVpcAttributes(
            stack,
            "Vpc",
            VpcAttributes.builder()
                .vpcId("vpc-0123456789abcdef0")
                .availabilityZones(List.of("us-east-1a", "us-east-1b"))
                .privateSubnetIds(List.of("subnet-0a1b2c3d4e5f6a7c1", "subnet-0a1b2c3d4e5f6a7c2"))
                .build()),
        SubnetSelection.builder().build());
  }

  private static AuroraCluster cluster(Stack stack, IVpc vpc, SubnetSelection subnets) {
    return AuroraCluster.fromAttributes(
        DatabaseCluster.fromDatabaseClusterAttributes(
            stack,
            "Cluster",
            DatabaseClusterAttributes.builder()
                .clusterIdentifier("shop")
                .clusterEndpointAddress("shop.cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com")
                .port(5432)
                .engine(AnotherTeam.POSTGRESQL)
                .securityGroups(
                    List.of(
                        SecurityGroup.fromSecurityGroupId(
                            stack, "ClusterGroup", "sg-0123456789abcdef8")))
                .build()),
        AuroraClusterAttributes.builder()
            .vpc(vpc)
            .vpcSubnets(subnets)
            .adminSecret(
                Secret.fromSecretCompleteArn(
                    stack,
                    "Admin",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!cluster-0a1b2c-AbCdEf"))
            .build());
  }
}
