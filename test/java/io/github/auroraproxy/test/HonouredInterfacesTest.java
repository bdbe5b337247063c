package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.FunctionNetwork;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;

/** Each implementation of CDK's interfaces is treated as CDK treats it. */
class HonouredInterfacesTest {

  @Test
  void aKeyImportedByItsAliasIsTheOneKeyThatHasTheAlias() {
    List<JsonNode> decrypt = decrypt(stack -> Alias.fromAliasName(stack, "Key", "alias/orders"));

    assertThat(decrypt)
        .hasSize(2)
        .allSatisfy(
            statement -> {
              assertThat(statement.get("Resource").toString()).contains(":kms:", ":key/*");
              assertThat(
                      statement
                          .at("/Condition/ForAnyValue:StringEquals/kms:ResourceAliases")
                          .asText())
                  .isEqualTo("alias/orders");
              assertThat(statement.at("/Condition/StringEquals/kms:ViaService").toString())
                  .contains("secretsmanager.");
            });
  }

  @Test
  void anAliasOfAKeyOfTheAppIsThatKey() {
    assertThat(decrypt(stack -> new Key(stack, "Key").addAlias("orders")))
        .hasSize(2)
        .allSatisfy(
            statement -> {
              assertThat(statement.at("/Resource/Fn::GetAtt/0").asText()).startsWith("Key");
              assertThat(statement.at("/Condition/StringEquals/kms:ViaService").toString())
                  .contains("secretsmanager.");
            });
  }

  @Test
  void anAliasGivenAsAKeysArnIsStillAnAlias() {
    assertThat(
            decrypt(
                stack ->
                    Key.fromKeyArn(
                        stack, "Key", "arn:aws:kms:us-east-1:111122223333:alias/orders")))
        .hasSize(2)
        .allSatisfy(
            statement ->
                assertThat(statement.get("Resource").asText())
                    .isEqualTo("arn:aws:kms:us-east-1:111122223333:key/*"));
  }

  @Test
  void theKeyThatAwsOwnsNeedsNoPermission() {
    assertThat(decrypt(stack -> Alias.fromAliasName(stack, "Key", "alias/aws/secretsmanager")))
        .isEmpty();
  }

  @Test
  void subnetsThatDontKnowTheirZoneAreTaken() {
    SynthesizedTemplate template =
        template(
            (stack, proxy) ->
                proxy.functionNetwork(
                    FunctionNetwork.builder()
                        .subnets(
                            SubnetSelection.builder()
                                .subnets(
                                    List.of(
                                        Subnet.fromSubnetId(
                                            stack, "A", "subnet-0a1b2c3d4e5f6a7b1")))
                                .build())
                        .build()));

    assertThat(
            template
                .only("AWS::Lambda::Function", "/Runtime", "java25")
                .at("/VpcConfig/SubnetIds/0")
                .asText())
        .isEqualTo("subnet-0a1b2c3d4e5f6a7b1");
  }

  @Test
  void anImmutableGroupGetsNoRule() {
    SynthesizedTemplate template =
        template((stack, proxy) -> proxy.functionNetwork(in(group(stack, "Group", false))));

    // Both ends are named: only the way into the groups of the app itself is opened.
    assertThat(rulesOf(template, "AWS::EC2::SecurityGroupEgress", "sg-0123456789abcdef0"))
        .isEmpty();
    assertThat(template.all("AWS::EC2::SecurityGroupIngress"))
        .extracting(rule -> rule.getValue().at("/Properties/GroupId").toString())
        .isNotEmpty()
        .noneMatch(group -> group.contains("sg-"));
  }

  @Test
  void aMutableGroupThatMayReachEverythingNeedsNoRuleToDoSo() {
    SynthesizedTemplate template =
        template((stack, proxy) -> proxy.functionNetwork(in(group(stack, "Group", true))));

    assertThat(rulesOf(template, "AWS::EC2::SecurityGroupEgress", "sg-0123456789abcdef0"))
        .isEmpty();
    assertThat(template.json().toString())
        .contains("\"SourceSecurityGroupId\":\"sg-0123456789abcdef0\"");
  }

  @Test
  void aMutableGroupThatMayNotGetsTheRules() {
    SynthesizedTemplate template =
        template(
            (stack, proxy) ->
                proxy.functionNetwork(
                    in(
                        SecurityGroup.fromSecurityGroupId(
                            stack,
                            "Group",
                            "sg-0123456789abcdef0",
                            SecurityGroupImportOptions.builder()
                                .allowAllOutbound(false)
                                .build()))));

    assertThat(rulesOf(template, "AWS::EC2::SecurityGroupEgress", "sg-0123456789abcdef0"))
        .hasSize(2);
  }

  @Test
  void oneGroupHandedToTwoStacksHasEachRuleOnce() {
    App app = CdkApp.create();
    Stack network = new Stack(app, "Network");
    Vpc vpc = AnotherTeam.vpc(network);
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(network, vpc));
    SecurityGroup group =
        SecurityGroup.Builder.create(network, "Group").vpc(vpc).allowAllOutbound(false).build();
    proxy(new Stack(app, "First"), "first", cluster, group);
    proxy(new Stack(app, "Second"), "second", cluster, group);

    List<JsonNode> toTheCluster =
        StreamSupport.stream(
                SynthesizedTemplate.of(app, "Network").json().get("Resources").spliterator(), false)
            .filter(resource -> resource.get("Type").asText().startsWith("AWS::EC2::SecurityGroup"))
            .filter(
                resource ->
                    List.of("To the cluster", "From the database function")
                        .contains(resource.at("/Properties/Description").asText()))
            .toList();
    assertThat(toTheCluster).hasSize(2);
  }

  @Test
  void oneGroupImportedInTwoStacksIsRefusedSinceItWouldGetEachRuleTwice() {
    App app = CdkApp.create();
    Stack network = new Stack(app, "Network");
    AuroraCluster cluster =
        AuroraCluster.of(AnotherTeam.cluster(network, AnotherTeam.vpc(network)));
    Stack first = new Stack(app, "First");
    Stack second = new Stack(app, "Second");
    proxy(first, "first", cluster, group(first, "Group", true));

    assertThatThrownBy(() -> proxy(second, "second", cluster, group(second, "Group", true)))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching(
            "DatabaseFunction Second/AuroraDatabaseFunction[0-9a-f]{8}: securityGroup was imported"
                + " in the stack of DatabaseFunction First/AuroraDatabaseFunction[0-9a-f]{8}, too,"
                + " and EC2 takes each of its rules once; import it once and give both the same"
                + " construct\\.");
  }

  private static List<JsonNode> decrypt(Function<Stack, IKey> key) {
    SynthesizedTemplate template =
        template((stack, proxy) -> proxy.secretEncryptionKey(key.apply(stack)));
    return PolicyStatements.of(template).stream()
        .filter(statement -> statement.actions().contains("kms:Decrypt"))
        .filter(statement -> !statement.ofKeyPolicy())
        .map(PolicyStatements.Statement::json)
        .toList();
  }

  private static SynthesizedTemplate template(Change change) {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    AuroraProxy.Builder proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    change.apply(stack, proxy).build();
    return SynthesizedTemplate.of(app, "Shop");
  }

  private static void proxy(Stack stack, String name, AuroraCluster cluster, ISecurityGroup group) {
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster)
        .proxyName(name)
        .databaseName(name)
        .userName(name)
        .functionNetwork(in(group))
        .build();
  }

  private static FunctionNetwork in(ISecurityGroup group) {
    return FunctionNetwork.builder().securityGroup(group).build();
  }

  private static ISecurityGroup group(Stack stack, String id, boolean mutable) {
    return SecurityGroup.fromSecurityGroupId(
        stack,
        id,
        "sg-0123456789abcdef0",
        SecurityGroupImportOptions.builder().mutable(mutable).build());
  }

  private static List<JsonNode> rulesOf(SynthesizedTemplate template, String type, String group) {
    return template.all(type).stream()
        .map(rule -> rule.getValue().get("Properties"))
        .filter(rule -> rule.get("GroupId").asText().equals(group))
        .toList();
  }

  /** What a team decides differently. */
  private interface Change {
    AuroraProxy.Builder apply(Stack stack, AuroraProxy.Builder proxy);
  }
}
