package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.AuroraProxyApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;

/**
 * Tests a cluster that is looked up by its name, with the results in {@code cdk.context.json} and
 * without credentials.
 */
class ImportedClusterTest {

  private static SynthesizedTemplate template;
  private static JsonNode manifest;

  @BeforeAll
  static void synthesize() {
    App app = app(Map.of());
    template = SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK);
    manifest = CdkApp.manifest(app);
  }

  @Test
  void nothingIsLeftToLookUpAndNoClusterIsCreated() {
    assertThat(manifest.has("missing")).isFalse();
    assertThat(manifest.at("/artifacts").has(AuroraProxyApp.EVALUATION_STACK)).isFalse();
    assertThat(manifest.at("/artifacts/AuroraProxy/environment").asText())
        .isEqualTo("aws://111122223333/us-east-1");
  }

  @Test
  void everythingAboutTheClusterIsFoundByItsName() {
    JsonNode database = template.only("Custom::AuroraDatabase");
    JsonNode proxy = template.only("AWS::RDS::DBProxy");

    assertThat(database.get("Host").asText())
        .isEqualTo("aurora-demo.cluster-c1d2e3f4g5h6.us-east-1.rds.amazonaws.com");
    assertThat(database.get("Port").asInt()).isEqualTo(5432);
    assertThat(database.get("AdminSecretArn").asText()).contains(":secret:rds!cluster-");
    assertThat(proxy.get("DBProxyName").asText()).isEqualTo("aurora-demo-proxy");
    assertThat(texts(proxy.get("VpcSubnetIds")))
        .containsExactly(
            "subnet-0a1b2c3d4e5f6a7b1", "subnet-0a1b2c3d4e5f6a7b2", "subnet-0a1b2c3d4e5f6a7b3");
    assertThat(template.only("AWS::RDS::DBProxyTargetGroup").at("/DBClusterIdentifiers/0").asText())
        .isEqualTo("aurora-demo");
    assertThat(
            template
                .only("AWS::EC2::SecurityGroupIngress", "/Description", "From the proxy")
                .get("GroupId")
                .asText())
        .isEqualTo("sg-0a1b2c3d4e5f6a7b8");
  }

  @Test
  void theManagedSecretsKeyMayBeUsedThroughSecretsManagerOnly() {
    assertThat(PolicyStatements.of(template))
        .filteredOn(statement -> statement.actions().contains("kms:Decrypt"))
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(statement.json().get("Resource").asText())
                  .startsWith("arn:aws:kms:us-east-1:111122223333:key/");
              assertThat(statement.json().at("/Condition/StringEquals").has("kms:ViaService"))
                  .isTrue();
            });
  }

  @Test
  void itsResourceIdIsInThePolicyOfAProxyThatLogsInWithIam() {
    SynthesizedTemplate iam =
        SynthesizedTemplate.of(
            app(Map.of("authenticationMode", "END_TO_END_IAM")), AuroraProxyApp.PROXY_STACK);

    assertThat(PolicyStatements.of(iam))
        .filteredOn(statement -> statement.actions().contains("rds-db:connect"))
        .extracting(statement -> statement.json().get("Resource").toString())
        .anySatisfy(
            resource ->
                assertThat(resource)
                    .contains(":dbuser:cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ/app_user"));
  }

  @Test
  void subnetsMayBeChosen() {
    SynthesizedTemplate chosen =
        SynthesizedTemplate.of(
            app(
                Map.of(
                    "subnets", "subnet-0b1c2d3e4f5a6b7c1, subnet-0b1c2d3e4f5a6b7c2",
                    "functionSubnets", "subnet-0a1b2c3d4e5f6a7b1",
                    "functionSecurityGroup", "sg-0d1e2f3a4b5c6d7e8",
                    "secretsManagerEndpoint", "true")),
            AuroraProxyApp.PROXY_STACK);

    assertThat(texts(chosen.only("AWS::RDS::DBProxy").get("VpcSubnetIds")))
        .containsExactly("subnet-0b1c2d3e4f5a6b7c1", "subnet-0b1c2d3e4f5a6b7c2");
    JsonNode function = chosen.only("AWS::Lambda::Function", "/Runtime", "java25").get("VpcConfig");
    assertThat(texts(function.get("SubnetIds"))).containsExactly("subnet-0a1b2c3d4e5f6a7b1");
    assertThat(texts(function.get("SecurityGroupIds"))).containsExactly("sg-0d1e2f3a4b5c6d7e8");
    assertThat(chosen.only("AWS::EC2::VPCEndpoint").get("ServiceName").toString())
        .contains("secretsmanager");
  }

  @Test
  void subnetsWithoutANameOfTheProxyAreWarnedOfSinceOthersWouldReplaceIt() {
    Map<String, String> subnets =
        Map.of("subnets", "subnet-0a1b2c3d4e5f6a7b1,subnet-0a1b2c3d4e5f6a7b2");
    Map<String, String> named = new HashMap<>(subnets);
    named.put("proxyName", "orders");
    Matcher warning =
        Match.stringLikeRegexp("subnets are set without proxyName: .* change both together.*");

    Annotations.fromStack(proxyStack(app(subnets)))
        .hasWarning("/" + AuroraProxyApp.PROXY_STACK, warning);
    Annotations.fromStack(proxyStack(app(named)))
        .hasNoWarning("/" + AuroraProxyApp.PROXY_STACK, warning);
  }

  @Test
  void publicSubnetsAreRefusedForTheFunction() {
    refused(
        Map.of("subnets", "subnet-0b1c2d3e4f5a6b7c1,subnet-0b1c2d3e4f5a6b7c2"),
        "functionNetwork has public subnets, where a function reaches no AWS service; name private"
            + " subnets of the same VPC with FunctionNetwork.builder().subnets(...).");
  }

  @Test
  void aSubnetOfAnotherVpcIsRefused() {
    refused(
        Map.of("subnets", "subnet-0f00000000000000f,subnet-0b1c2d3e4f5a6b7c2"),
        "Cluster aurora-demo: subnets has subnet-0f00000000000000f, which is no subnet of the"
            + " cluster's VPC vpc-0d1e2a0a1b2c3d4e5; use subnets of that VPC.");
  }

  @Test
  void withoutAccountOrRegionOneSentenceSaysSo() {
    App app = CdkApp.create(Map.of("cluster", "aurora-demo", "region", "us-east-1"));

    assertThatThrownBy(() -> AuroraProxyApp.addStacks(app))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "Cluster aurora-demo: account is unknown, which a look-up needs; give the stack an env,"
                + " or the app -c account=ID and -c region=NAME.");
  }

  @Test
  void aMissingManagedSecretIsExplainedWithItsSetting() {
    Map<String, Object> answers = new HashMap<>(CdkApp.answers());
    String question =
        answers.keySet().stream().filter(key -> key.contains("MasterUserSecret")).findFirst().get();
    answers.put(
        question,
        Map.of(
            "$providerError", "Cannot read field MasterUserSecret.SecretArn.", "transient", true));

    App app = CdkApp.create(CdkApp.onTheExampleCluster(Map.of()), answers);

    assertThatThrownBy(() -> AuroraProxyApp.addStacks(app))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "Cluster aurora-demo: look-up failed: Cannot read field MasterUserSecret.SecretArn; RDS"
                + " manages no master secret for this cluster: name the secret of a user that may"
                + " create databases and roles with -c adminSecretArn=ARN.");
  }

  @Test
  void anotherAdminSecretNeedsNoLookUp() {
    Map<String, Object> answers = new HashMap<>(CdkApp.answers());
    answers.keySet().removeIf(key -> key.contains("MasterUserSecret"));
    String arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-AbCdEf";
    App app = CdkApp.create(CdkApp.onTheExampleCluster(Map.of("adminSecretArn", arn)), answers);
    AuroraProxyApp.addStacks(app);

    assertThat(CdkApp.manifest(app).has("missing")).isFalse();
    assertThat(
            SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK)
                .only("Custom::AuroraDatabase")
                .get("AdminSecretArn")
                .asText())
        .isEqualTo(arn);
  }

  @Test
  void theFirstSynthOfAnyClusterGoesThroughSoThatTheCliCanLookItUp() {
    App app = CdkApp.create(CdkApp.onTheExampleCluster(Map.of("cluster", "shop")));
    AuroraProxyApp.addStacks(app);

    assertThat(CdkApp.manifest(app).get("missing"))
        .extracting(question -> question.get("provider").asText())
        .containsOnly("cc-api-provider")
        .hasSize(2);
  }

  @Test
  void withoutVerificationTheFirstSynthGoesThroughAndAHostOfRdsIsRefusedOnceItIsKnown() {
    Map<String, String> unverified = Map.of("cluster", "shop", "databaseTls", "require");
    App app = CdkApp.create(CdkApp.onTheExampleCluster(unverified));
    AuroraProxyApp.addStacks(app);

    assertThat(CdkApp.manifest(app).get("missing")).isNotEmpty();
    refused(
        Map.of("databaseTls", "require"),
        "databaseTls is require, but aurora-demo.cluster-c1d2e3f4g5h6.us-east-1.rds.amazonaws.com is"
            + " a host of RDS, whose certificate can be verified; use verify-full, and require for"
            + " emulators of AWS only.");
  }

  @Test
  void anExistingProxyIsLeftAloneAndTheRestIsAdded() {
    SynthesizedTemplate existing =
        SynthesizedTemplate.of(
            app(Map.of("proxy", "aurora-demo-existing")), AuroraProxyApp.PROXY_STACK);

    assertThat(existing.all("AWS::RDS::DBProxy")).isEmpty();
    assertThat(existing.all("AWS::RDS::DBProxyTargetGroup")).isEmpty();
    assertThat(existing.only("Custom::AuroraDatabase").at("/Users/0/Username").asText())
        .isEqualTo("app_user");
    assertThat(existing.all("AWS::CloudWatch::Alarm")).hasSize(3);
    assertThat(existing.all("AWS::CloudWatch::Dashboard")).hasSize(1);
    assertThat(existing.all("Custom::ProxyLogin")).isEmpty();
    assertThat(existing.json().at("/Outputs/RegisterSecrets/Value").toString())
        .contains("aws rds modify-db-proxy --db-proxy-name aurora-demo-existing --auth ")
        .contains("secret:reports-AbCdEf")
        .contains(existing.idOf("AWS::SecretsManager::SecretTargetAttachment"));
  }

  /** The way back from IAM: before the proxy knows the secrets, it could not log in with them. */
  @Test
  void anExistingProxyGoesOnWithIamUntilItKnowsTheSecrets() {
    Map<String, String> settings =
        CdkApp.onTheExampleCluster(
            Map.of("proxy", "aurora-demo-existing", "authenticationMode", "SWITCHING_TO_SECRETS"));
    App unregistered = CdkApp.create(settings, CdkApp.answers());
    AuroraProxyApp.addStacks(unregistered);
    App registered = CdkApp.create(settings, registered());
    AuroraProxyApp.addStacks(registered);

    assertThat(mode(unregistered)).isEqualTo("SWITCHING_TO_IAM");
    assertThat(mode(registered)).isEqualTo("SWITCHING_TO_SECRETS");
    Annotations.fromStack(proxyStack(unregistered))
        .hasWarning(
            "/" + AuroraProxyApp.PROXY_STACK + "/Proxy",
            Match.stringLikeRegexp("authenticationMode is SWITCHING_TO_SECRETS, .*"));
  }

  private static String mode(App app) {
    return SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK)
        .only("Custom::AuroraDatabase")
        .get("AuthenticationMode")
        .asText();
  }

  private static Map<String, Object> registered() {
    Map<String, Object> answers = new HashMap<>(CdkApp.answers());
    String question =
        answers.keySet().stream().filter(key -> key.contains("=Auth:")).findFirst().get();
    answers.put(
        question,
        List.of(
            Map.of(
                "Auth",
                List.of(
                    Map.of(
                        "SecretArn",
                        "arn:aws:secretsmanager:us-east-1:111122223333:secret:"
                            + "aurora-proxy/aurora-demo-existing/app_user-AbCdEf")))));
    return answers;
  }

  @Test
  void onceAnExistingProxyKnowsTheSecretTheLoginIsChecked() {
    App app =
        CdkApp.create(
            CdkApp.onTheExampleCluster(Map.of("proxy", "aurora-demo-existing")), registered());
    AuroraProxyApp.addStacks(app);
    SynthesizedTemplate existing = SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK);

    JsonNode login = existing.only("Custom::ProxyLogin");
    assertThat(login.get("ProxyResourceId").asText()).isEqualTo("prx-0a1b2c3d4e5f6a7b8");
    assertThat(
            existing
                .only("AWS::EC2::SecurityGroupIngress", "/Description", "From the login check")
                .get("GroupId")
                .asText())
        .isEqualTo("sg-0c1d2e3f4a5b6c7d8");
    assertThat(existing.json().at("/Outputs").has("RegisterSecrets")).isFalse();
  }

  @Test
  void aProxyWithoutItsClusterIsRefused() {
    App app = CdkApp.create(Map.of("proxy", "aurora-demo-existing"));

    assertThatThrownBy(() -> AuroraProxyApp.addStacks(app))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "Context: cluster is empty, but proxy is 'aurora-demo-existing'; name the cluster behind"
                + " that proxy with -c cluster=NAME.");
  }

  private static Stack proxyStack(App app) {
    return (Stack) app.getNode().findChild(AuroraProxyApp.PROXY_STACK);
  }

  private static void refused(Map<String, String> settings, String sentence) {
    App app = CdkApp.create(CdkApp.onTheExampleCluster(settings), CdkApp.answers());

    assertThatThrownBy(() -> AuroraProxyApp.addStacks(app))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageEndingWith(sentence);
  }

  private static App app(Map<String, String> settings) {
    App app = CdkApp.create(CdkApp.onTheExampleCluster(settings), CdkApp.answers());
    AuroraProxyApp.addStacks(app);
    return app;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
