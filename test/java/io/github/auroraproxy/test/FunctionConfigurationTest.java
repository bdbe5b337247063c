package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterAttributes;
import io.github.auroraproxy.constructs.DatabaseTls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterAttributes;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** Tests the function's environment, which lists the clusters that it may log in to. */
class FunctionConfigurationTest {

  private static final String DATABASE = "Custom::AuroraDatabase";
  private static final String CLUSTERS = "AURORA_PROXY_CLUSTERS";

  @Test
  @Tag("evaluation-cluster")
  void aClusterOfAnotherStack() {
    eachDatabaseHasItsCluster(EvaluationAssembly.proxy(), 1);
  }

  @Test
  void aClusterThatIsLookedUp() {
    App app = CdkApp.create(CdkApp.onTheExampleCluster(Map.of()), CdkApp.answers());
    AuroraProxyApp.addStacks(app);
    SynthesizedTemplate template = SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK);

    eachDatabaseHasItsCluster(template, 1);
    assertThat(variable(template, CLUSTERS).asText())
        .isEqualTo(
            "[{\"host\":\"aurora-demo.cluster-c1d2e3f4g5h6.us-east-1.rds.amazonaws.com\","
                + "\"port\":\"5432\",\"tls\":\"verify-full\",\"adminSecretArn\":"
                + "\"arn:aws:secretsmanager:us-east-1:111122223333:secret:"
                + "rds!cluster-0a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d-AbCdEf\"}]");
  }

  @Test
  void severalDatabasesOfOneClusterHaveOneEntryAndAnotherAdminOrTlsHasItsOwn() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    DatabaseCluster cluster = AnotherTeam.cluster(stack, vpc);
    database(stack, AuroraCluster.of(cluster), "orders", DatabaseTls.VERIFY_FULL);
    database(stack, AuroraCluster.of(cluster), "invoices", DatabaseTls.VERIFY_FULL);
    database(stack, AuroraCluster.of(cluster), "emulated", DatabaseTls.REQUIRE);
    AuroraCluster withAnotherAdmin =
        AuroraCluster.fromAttributes(
            cluster,
            AuroraClusterAttributes.builder()
                .vpc(vpc)
                .adminSecret(Secret.Builder.create(stack, "Admin").build())
                .build());
    database(stack, withAnotherAdmin, "reports", DatabaseTls.VERIFY_FULL);
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    assertThat(template.all(DATABASE)).hasSize(4);
    eachDatabaseHasItsCluster(template, 3);
  }

  @Test
  void whatTheFunctionIsToldMakesNoCircleOfResources() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    database(stack, cluster, "orders", DatabaseTls.VERIFY_FULL);
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    template
        .json()
        .get("Resources")
        .fieldNames()
        .forEachRemaining(
            id -> assertThat(neededBy(template, id)).as("needs of %s", id).doesNotContain(id));
  }

  @Test
  void moreClustersThanFitTheEnvironmentAreRefused() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    for (int number = 1; number <= 17; number++) {
      database(stack, imported(stack, vpc, number), "database" + number, DatabaseTls.VERIFY_FULL);
    }

    assertThat(variables(SynthesizedTemplate.of(app, "Shop")).toString()).hasSize(3728);
    assertThatThrownBy(
            () -> database(stack, imported(stack, vpc, 18), "database18", DatabaseTls.VERIFY_FULL))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/database18: cluster is number 18 of the stack and VPC, and"
                + " with it the environment of their function has about 4164 bytes, where Lambda"
                + " takes 4096; put some of the databases in another stack.");
  }

  @Test
  void theCertificateBundleTakesItsPartOfTheEnvironment() {
    Stack stack = new Stack(CdkApp.create(), "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    ApplicationDatabaseProps.Builder props =
        ApplicationDatabaseProps.builder().certificateBundle(CertificateFiles.AUTHORITY.toString());
    for (int number = 1; number <= 17; number++) {
      database(stack, props.cluster(imported(stack, vpc, number)), "database" + number);
    }
    props.cluster(imported(stack, vpc, 18));

    assertThatThrownBy(() -> database(stack, props, "database18"))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/database18: cluster is number 18 of the stack and VPC, and"
                + " with it the environment of their function has about 4281 bytes, where Lambda"
                + " takes 4096; put some of the databases in another stack.");
  }

  @Test
  void clustersThatAreKnownOnlyAtDeploymentCountAsLongOnes() {
    Stack stack = new Stack(CdkApp.create(), "Shop");
    Vpc vpc = AnotherTeam.vpc(stack);
    DatabaseCluster cluster = AnotherTeam.cluster(stack, vpc);
    for (int number = 1; number <= 10; number++) {
      database(
          stack, withAdmin(cluster, vpc, number), "database" + number, DatabaseTls.VERIFY_FULL);
    }

    assertThatThrownBy(
            () ->
                database(stack, withAdmin(cluster, vpc, 11), "database11", DatabaseTls.VERIFY_FULL))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/database11: cluster is number 11 of the stack and VPC, and"
                + " with it the environment of their function has about 4177 bytes, where Lambda"
                + " takes 4096; put some of the databases in another stack.");
  }

  /** In all four fields, one entry is that of the database. */
  private static void eachDatabaseHasItsCluster(SynthesizedTemplate template, int clusters) {
    List<JsonNode> allowed =
        List.copyOf(Deployed.json(variable(template, CLUSTERS)).findParents("host"));

    assertThat(allowed).hasSize(clusters).doesNotHaveDuplicates();
    assertThat(template.all(DATABASE))
        .isNotEmpty()
        .allSatisfy(
            database -> {
              JsonNode properties = database.getValue().get("Properties");
              assertThat(allowed)
                  .filteredOn(
                      entry ->
                          entry.get("host").asText().equals(text(properties, "Host"))
                              && entry.get("port").asText().equals(text(properties, "Port"))
                              && entry.get("tls").asText().equals(text(properties, "DatabaseTls"))
                              && entry
                                  .get("adminSecretArn")
                                  .asText()
                                  .equals(text(properties, "AdminSecretArn")))
                  .hasSize(1);
            });
  }

  private static String text(JsonNode properties, String name) {
    return Deployed.text(properties.get(name));
  }

  private static JsonNode variable(SynthesizedTemplate template, String name) {
    return variables(template).get(name);
  }

  private static JsonNode variables(SynthesizedTemplate template) {
    return template
        .only("AWS::Lambda::Function", "/Runtime", "java25")
        .at("/Environment/Variables");
  }

  private static void database(Stack stack, AuroraCluster cluster, String name, DatabaseTls tls) {
    database(stack, ApplicationDatabaseProps.builder().cluster(cluster).databaseTls(tls), name);
  }

  private static void database(Stack stack, ApplicationDatabaseProps.Builder props, String name) {
    new ApplicationDatabase(stack, name, props.databaseName(name).build());
  }

  private static AuroraCluster withAdmin(DatabaseCluster cluster, Vpc vpc, int number) {
    return AuroraCluster.fromAttributes(
        cluster,
        AuroraClusterAttributes.builder()
            .vpc(vpc)
            .adminSecret(Secret.Builder.create(Stack.of(cluster), "Admin" + number).build())
            .build());
  }

  private static AuroraCluster imported(Stack stack, Vpc vpc, int number) {
    String name = "orders-%02d".formatted(number);
    return AuroraCluster.fromAttributes(
        DatabaseCluster.fromDatabaseClusterAttributes(
            stack,
            name,
            DatabaseClusterAttributes.builder()
                .clusterIdentifier(name)
                .clusterEndpointAddress(name + ".cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com")
                .port(5432)
                .engine(AnotherTeam.POSTGRESQL)
                .securityGroups(
                    List.of(
                        SecurityGroup.fromSecurityGroupId(
                            stack, name + "Group", "sg-0123456789abcdef0")))
                .build()),
        AuroraClusterAttributes.builder()
            .vpc(vpc)
            .adminSecret(
                Secret.fromSecretCompleteArn(
                    stack,
                    name + "Admin",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin-of-orders-AbCdEf"))
            .build());
  }

  private static Set<String> neededBy(SynthesizedTemplate template, String logicalId) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(template.needsOf(logicalId));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (needed.add(next)) {
        open.addAll(template.needsOf(next));
      }
    }
    return needed;
  }
}
