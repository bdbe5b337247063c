package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.customresource.TimeLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;

/** Tests migrations that continue in further invocations, by CDK's provider framework. */
class MigrationTimeoutTest {

  private static final int RESERVE_SECONDS = 10;
  private static final int LONGEST_SECONDS = 3600;
  private static final int SECONDS_OF_THE_FRAMEWORK = 900;

  private static SynthesizedTemplate without;
  private static SynthesizedTemplate with;

  @BeforeAll
  static void synthesize() {
    without = template(Optional.empty());
    with = template(Optional.of(Duration.minutes(50)));
  }

  private static SynthesizedTemplate template(Optional<Duration> timeout) {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    database(stack, cluster(stack), "orders", timeout);
    return SynthesizedTemplate.of(app, "Shop");
  }

  private static AuroraCluster cluster(Stack stack) {
    return AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
  }

  private static void database(
      Stack stack, AuroraCluster cluster, String name, Optional<Duration> timeout) {
    new ApplicationDatabase(
        stack,
        name,
        ApplicationDatabaseProps.builder()
            .cluster(cluster)
            .databaseName(name)
            .migrationTimeout(timeout)
            .build());
  }

  private static JsonNode function(SynthesizedTemplate template) {
    return template.only("AWS::Lambda::Function", "/Runtime", "java25");
  }

  private static JsonNode database(SynthesizedTemplate template) {
    return template.only("Custom::AuroraDatabase");
  }

  private static JsonNode framework(SynthesizedTemplate template, String handler) {
    return template.only("AWS::Lambda::Function", "/Handler", "framework." + handler);
  }

  @Test
  void withoutItOneInvocationHasToDo() {
    assertThat(without.all("AWS::StepFunctions::StateMachine")).isEmpty();
    assertThat(function(without).get("Timeout").asInt()).isEqualTo(300);
    assertThat(database(without).get("ServiceTimeout").asInt()).isEqualTo(600);
    assertThat(database(without).has("MigrationTimeout")).isFalse();
  }

  @Test
  void withItTheFrameworkAsksTheSameFunctionAgain() {
    JsonNode first = framework(with, "onEvent").at("/Environment/Variables");
    JsonNode further = framework(with, "isComplete").at("/Environment/Variables");

    assertThat(first.get("USER_IS_COMPLETE_FUNCTION_ARN"))
        .isEqualTo(first.get("USER_ON_EVENT_FUNCTION_ARN"))
        .isEqualTo(further.get("USER_IS_COMPLETE_FUNCTION_ARN"));
    String stateMachine = with.idOf("AWS::StepFunctions::StateMachine");
    assertThat(first.at("/WAITER_STATE_MACHINE_ARN/Ref").asText()).isEqualTo(stateMachine);
    String definition = with.only("AWS::StepFunctions::StateMachine").toString();
    assertThat(definition).contains("IntervalSeconds\\\":5,\\\"MaxAttempts\\\":720,");
    assertThat(database(with).get("MigrationTimeout").asText()).isEqualTo("3000");
  }

  @Test
  void theFrameworkMayStartTheStateMachineAndCallTheFunctionAndNothingElse() {
    JsonNode first = roleOf(framework(with, "onEvent"));
    JsonNode further = roleOf(framework(with, "isComplete"));

    assertThat(first.at("/Policies/0/PolicyDocument/Statement").findValuesAsText("Action"))
        .contains("states:StartExecution");
    assertThat(further.toString()).contains("lambda:InvokeFunction").doesNotContain("states:Start");
    assertThat(first.toString() + further).doesNotContain("\"*\"", ":*");
    assertThat(roleOf(framework(with, "onTimeout"))).isEqualTo(further);
  }

  private static JsonNode roleOf(JsonNode function) {
    return with.resource(function.at("/Role/Fn::GetAtt/0").asText()).get("Properties");
  }

  /** CloudFormation refuses a custom resource another service token. */
  @Test
  @Tag("evaluation-cluster")
  void anExistingStackGetsItAndLosesItAgainInPlace() {
    App app = CdkApp.create(Map.of("migrationTimeout", "50"), Map.of());
    AuroraProxyApp.addStacks(app);
    SynthesizedTemplate extended = SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK);
    SynthesizedTemplate usual = EvaluationAssembly.proxy();

    assertThat(database(extended).get("ServiceToken"))
        .isEqualTo(database(usual).get("ServiceToken"));
    assertThat(TemplateUpdate.between(usual, extended))
        .isEqualTo(new TemplateUpdate(Set.of(), Set.of()));
    assertThat(TemplateUpdate.between(extended, usual).replaced()).isEmpty();
    assertThat(TemplateUpdate.between(extended, usual).removed())
        .containsExactlyInAnyOrder(
            "AWS::StepFunctions::StateMachine",
            "AWS::Lambda::Function",
            "AWS::IAM::Role",
            "AWS::IAM::Policy");
  }

  @Test
  void theResourceIsUpdatedOnceAllOfItStands() {
    Set<String> needed = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(with.idOf("Custom::AuroraDatabase")));
    while (!next.isEmpty()) {
      with.needsOf(next.pop()).stream().filter(needed::add).forEach(next::push);
    }

    assertThat(needed).contains(with.idOf("AWS::StepFunctions::StateMachine"));
    for (String handler : List.of("onEvent", "isComplete", "onTimeout")) {
      assertThat(needed)
          .anyMatch(
              id ->
                  ("framework." + handler)
                      .equals(with.resource(id).at("/Properties/Handler").asText()));
    }
  }

  /** Whoever waits has to wait longer than who is waited for, or the cause is not told. */
  @Test
  void eachWaitIsLongerThanWhatItWaitsFor() {
    TimeLimits limits = TimeLimits.OF_LAMBDA;
    int function = function(with).get("Timeout").asInt();
    int total = database(with).get("MigrationTimeout").asInt();
    int service = database(with).get("ServiceTimeout").asInt();

    assertThat(limits.file().plus(limits.afterFile()).toSeconds())
        .isLessThan(function - RESERVE_SECONDS);
    assertThat(function).isLessThan(SECONDS_OF_THE_FRAMEWORK);
    assertThat(framework(with, "isComplete").get("Timeout").asInt())
        .isEqualTo(SECONDS_OF_THE_FRAMEWORK);
    assertThat(limits.request().multipliedBy(2).toSeconds()).isLessThan(SECONDS_OF_THE_FRAMEWORK);
    assertThat(limits.request().toSeconds())
        .isLessThanOrEqualTo(function(without).get("Timeout").asInt() - RESERVE_SECONDS);
    assertThat(limits.request().toSeconds() + total + limits.afterAll().toSeconds())
        .as("a first invocation that got lost, and all that follow the next")
        .isLessThan(service);
    assertThat(service).isLessThanOrEqualTo(LONGEST_SECONDS);
  }

  @Test
  void databasesThatShareAFunctionHaveTimesOfTheirOwn() {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    AuroraCluster cluster = cluster(stack);
    database(stack, cluster, "orders", Optional.of(Duration.minutes(20)));
    database(stack, cluster, "stock", Optional.of(Duration.minutes(5)));
    database(stack, cluster, "reports", Optional.empty());
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");

    assertThat(template.all("AWS::StepFunctions::StateMachine")).hasSize(1);
    Map.of("orders", 1800, "stock", 900, "reports", 600)
        .forEach(
            (name, seconds) ->
                assertThat(
                        template
                            .only("Custom::AuroraDatabase", "/DatabaseName", name)
                            .get("ServiceTimeout")
                            .asInt())
                    .isEqualTo(seconds));
  }

  /** One would wait for the lock of the cluster, for longer than it may. */
  @Test
  void databasesOfOneClusterAreDeployedOneAfterTheOther() {
    assertThat(needs("stock", "orders", Optional.of(Duration.minutes(20)))).isTrue();
    assertThat(needs("orders", "stock", Optional.of(Duration.minutes(20)))).isFalse();
    assertThat(needs("stock", "orders", Optional.empty())).isFalse();
  }

  private static boolean needs(String one, String other, Optional<Duration> timeout) {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    AuroraCluster cluster = cluster(stack);
    database(stack, cluster, "orders", timeout);
    database(stack, cluster, "stock", Optional.empty());
    SynthesizedTemplate template = SynthesizedTemplate.of(app, "Shop");
    return template.needsOf(idOf(template, one)).contains(idOf(template, other));
  }

  private static String idOf(SynthesizedTemplate template, String database) {
    return template.all("Custom::AuroraDatabase").stream()
        .filter(r -> database.equals(r.getValue().at("/Properties/DatabaseName").asText()))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  @Test
  void aTimeThatTheFirstDatabaseOfTheFunctionHasNotIsRefused() {
    Stack stack = new Stack(CdkApp.create(), "Shop");
    AuroraCluster cluster = cluster(stack);
    database(stack, cluster, "orders", Optional.empty());

    assertThatThrownBy(() -> database(stack, cluster, "stock", Optional.of(Duration.minutes(5))))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "ApplicationDatabase Shop/stock: migrationTimeout is set, and it is not on the first"
                + " construct of this stack and VPC, with which it shares its function; set one"
                + " there, too, or put one of them in another stack.");
  }
}
