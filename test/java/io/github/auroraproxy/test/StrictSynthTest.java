package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.AuroraProxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.PermissionsBoundary;
import software.amazon.awscdk.RemovalPolicies;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.StageProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.pipelines.CodePipeline;
import software.amazon.awscdk.pipelines.CodePipelineSource;
import software.amazon.awscdk.pipelines.ConnectionSourceOptions;
import software.amazon.awscdk.pipelines.ShellStep;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.constructs.Construct;

/** {@code cdk synth --strict} finds no problem with a proxy in typical apps. */
class StrictSynthTest {

  private static final Environment HOME =
      Environment.builder().account("111122223333").region("us-east-1").build();

  @Test
  void theFirstExampleOfTheReadme() {
    App app = CdkApp.create();
    Stack data = new Stack(app, "Data");
    DatabaseCluster cluster = AnotherTeam.cluster(data, AnotherTeam.vpc(data));

    assertNoWarning(new UsingTheConstruct(app, "Orders", cluster), data);
  }

  @Test
  void inAStage() {
    Stage stage = new Stage(CdkApp.create(), "Production");

    assertNoWarning(withProxy(new Stack(stage, "Shop")));
    assertThat(((App) stage.getNode().getRoot()).synth().getNestedAssemblies()).hasSize(1);
  }

  @Test
  void inAPipeline() {
    App app = CdkApp.create();
    Stage production = new Stage(app, "Production", StageProps.builder().env(HOME).build());
    Stack shop = withProxy(new Stack(production, "Shop"));
    Stack delivery = new Stack(app, "Delivery", StackProps.builder().env(HOME).build());
    CodePipeline.Builder.create(delivery, "Pipeline")
        .synth(
            ShellStep.Builder.create("Synth")
                .input(
                    CodePipelineSource.connection(
                        "orders/shop",
                        "main",
                        ConnectionSourceOptions.builder()
                            .connectionArn(
                                "arn:aws:codeconnections:us-east-1:111122223333:connection/0a1b")
                            .build()))
                .commands(List.of("npx cdk synth"))
                .build())
        .build()
        .addStage(production);
    SynthesizedTemplate pipeline = SynthesizedTemplate.of(app, "Delivery");

    assertNoWarning(shop, delivery);
    // The function and what else the proxy brings along are published before the stack.
    assertThat(pipeline.only("AWS::CodePipeline::Pipeline").toString())
        .contains("Production-Shop", "\"Assets\"");
  }

  @ParameterizedTest
  @CsvSource({"eusc-de-east-1, aws-eusc", "us-gov-west-1, aws-us-gov", "cn-northwest-1, aws-cn"})
  void inEveryPartition(String region, String partition) {
    App app = CdkApp.create();
    Environment there = Environment.builder().account("111122223333").region(region).build();
    Stack stack = new Stack(app, "Shop", StackProps.builder().env(there).build());
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)))
        .certificateBundle(CertificateFiles.AUTHORITY.toString())
        .connectPolicy(true)
        .build();
    String template = SynthesizedTemplate.of(app, "Shop").json().toString();

    assertNoWarning(stack);
    assertThat(stack.getPartition()).isEqualTo(partition);
    assertThat(template).doesNotContain("arn:aws:").doesNotContain("us-east-1");
  }

  @Test
  void inANestedStack() {
    App app = CdkApp.create();
    Stack parent = new Stack(app, "Shop");
    NestedStack nested = new NestedStack(parent, "Nested");
    withProxy(nested);
    app.synth();

    // The messages of a nested stack are its parent's.
    assertNoWarning(parent);
    assertThat(parent.getNode().findAll()).contains(nested);
  }

  @Test
  void underAPermissionsBoundaryEveryRoleHasIt() {
    App app = CdkApp.create();
    Stage stage =
        new Stage(
            app,
            "Production",
            StageProps.builder().permissionsBoundary(PermissionsBoundary.fromName("dev")).build());
    Stack stack = withProxy(new Stack(stage, "Shop"));
    JsonNode template =
        CdkApp.read(
            Path.of(app.synth().getNestedAssembly(stage.getArtifactId()).getDirectory())
                .resolve(stack.getTemplateFile()));

    assertNoWarning(stack);
    assertThat(
            StreamSupport.stream(template.get("Resources").spliterator(), false)
                .filter(resource -> "AWS::IAM::Role".equals(resource.get("Type").asText())))
        .isNotEmpty()
        .allSatisfy(
            role ->
                assertThat(role.at("/Properties/PermissionsBoundary").toString())
                    .contains("policy/dev"));
  }

  @Test
  void withAspectsThatTagAndSetRemovalPolicies() {
    App app = CdkApp.create();
    Stack stack = withProxy(new Stack(app, "Shop"));
    Tags.of(app).add("Team", "orders");
    RemovalPolicies.of(app).retain();
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    assertNoWarning(stack);
    assertThat(template.only("AWS::RDS::DBProxy").get("Tags").toString()).contains("orders");
  }

  @Test
  void withTagsAsTheStacksOwn() {
    App app = CdkApp.create();
    assertNoWarning(
        withProxy(
            new Stack(app, "Shop", StackProps.builder().tags(Map.of("Team", "orders")).build())));
  }

  private static Stack withProxy(Stack stack) {
    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)))
            .connectPolicy(true)
            .build();
    proxy.allowClient(
        AnotherTeam.function(stack, AnotherTeam.vpc(new Construct(stack, "Clients"))));
    return stack;
  }

  private static void assertNoWarning(Stack... stacks) {
    assertThat(List.of(stacks))
        .allSatisfy(
            stack ->
                assertThat(
                        Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp(".*")))
                    .isEmpty());
  }
}
