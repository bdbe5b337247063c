package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/** Tests fifty proxies in front of five clusters in one app. */
class ManyProxiesTest {

  private static final int STACKS = 5;
  private static final int PROXIES_PER_STACK = 10;

  /** What docs/constructs.md says of a construct, and of what a stack and VPC share. */
  private static final int RESOURCES_PER_PROXY = 18;

  private static final int SHARED_RESOURCES = 10;

  private static List<SynthesizedTemplate> templates;
  private static int ofTheTeam;

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    IntStream.range(0, STACKS).forEach(number -> stack(app, number));
    Stack bare = new Stack(app, "Bare");
    AnotherTeam.cluster(bare, AnotherTeam.vpc(bare));
    templates =
        IntStream.range(0, STACKS)
            .mapToObj(number -> SynthesizedTemplate.of(app, "Stack" + number))
            .toList();
    ofTheTeam = SynthesizedTemplate.of(app, "Bare").json().get("Resources").size();
  }

  @Test
  void noNameIsGivenTwice() {
    for (List<String> names :
        List.of(
            all("AWS::RDS::DBProxy", "/DBProxyName"),
            all("AWS::CloudWatch::Alarm", "/AlarmName"),
            all("AWS::CloudWatch::Dashboard", "/DashboardName"),
            all("AWS::Logs::LogGroup", "/LogGroupName"))) {
      assertThat(names)
          .hasSizeGreaterThanOrEqualTo(STACKS * PROXIES_PER_STACK)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aStackAndVpcHaveOneFunctionAndOneProvider() {
    for (SynthesizedTemplate template : templates) {
      assertThat(handlers(template))
          .filteredOn(handler -> handler.matches(".*AuroraDatabaseHandler.*|framework.onEvent"))
          .hasSize(2)
          .doesNotHaveDuplicates();
      assertThat(template.all("Custom::AuroraDatabase")).hasSize(PROXIES_PER_STACK);
    }
  }

  @Test
  void eachConstructAddsAsManyResourcesAsTheDocumentationSays() {
    assertThat(templates)
        .extracting(template -> template.json().get("Resources").size() - ofTheTeam)
        .containsOnly(SHARED_RESOURCES + PROXIES_PER_STACK * RESOURCES_PER_PROXY);
  }

  @Test
  void noResourceWaitsForItself() {
    templates.forEach(ManyProxiesTest::assertNoCycle);
  }

  private static void stack(App app, int number) {
    Stack stack = new Stack(app, "Stack" + number);
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    for (int proxy = 0; proxy < PROXIES_PER_STACK; proxy++) {
      AuroraProxy.Builder.create(stack, "Proxy" + proxy)
          .cluster(cluster)
          .databaseName("database" + proxy)
          .userName("user" + proxy)
          .build();
    }
  }

  private static List<String> handlers(SynthesizedTemplate template) {
    return template.all("AWS::Lambda::Function").stream()
        .map(function -> function.getValue().at("/Properties/Handler").asText())
        .toList();
  }

  private static List<String> all(String type, String pointer) {
    return templates.stream()
        .flatMap(template -> template.all(type).stream())
        .map(resource -> resource.getValue().get("Properties").at(pointer))
        .filter(name -> !name.isMissingNode())
        .map(JsonNode::asText)
        .toList();
  }

  private static void assertNoCycle(SynthesizedTemplate template) {
    Set<String> done = new HashSet<>();
    template
        .json()
        .get("Resources")
        .fieldNames()
        .forEachRemaining(id -> visit(template, id, new HashSet<>(), done));
  }

  private static void visit(
      SynthesizedTemplate template, String id, Set<String> path, Set<String> done) {
    if (done.contains(id)) {
      return;
    }
    assertThat(path.add(id)).as("%s is not needed by what it needs", id).isTrue();
    template.needsOf(id).forEach(needed -> visit(template, needed, path, done));
    path.remove(id);
    done.add(id);
  }
}
