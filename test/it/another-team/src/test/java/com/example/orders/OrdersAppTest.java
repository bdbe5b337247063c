package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/** What the orders team gets from the one dependency. */
class OrdersAppTest {

  @TempDir static Path assembly;

  private static App app;

  @BeforeAll
  static void synthesize() throws IOException {
    app = new App(AppProps.builder().outdir(assembly.toString()).context(answers()).build());
    OrdersApp.addStacks(app);
    app.synth();
  }

  @Test
  void aProxyInFrontOfItsOwnClusterWithItsDatabaseAndUser() {
    Template template = template(OrdersApp.OWN_CLUSTER);

    template.resourceCountIs("AWS::RDS::DBProxy", 1);
    template.resourceCountIs("AWS::RDS::DBProxyTargetGroup", 1);
    template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
    template.hasResourceProperties("Custom::AuroraDatabase", Map.of("DatabaseName", "orders"));
  }

  @Test
  void theFunctionTravelsInTheDependency() throws Exception {
    String key =
        template(OrdersApp.OWN_CLUSTER)
            .findResources(
                "AWS::Lambda::Function", Map.of("Properties", Map.of("Runtime", "java25")))
            .values()
            .stream()
            .map(function -> code(function).get("S3Key").toString())
            .findFirst()
            .orElseThrow();

    assertTrue(Files.size(assembly.resolve("asset." + key)) > 1_000_000, key);
  }

  @Test
  void aProxyInFrontOfAClusterLookedUpByItsName() {
    Template template = template(OrdersApp.LOOKED_UP_CLUSTER);

    template.hasResourceProperties(
        "AWS::RDS::DBProxyTargetGroup", Map.of("DBClusterIdentifiers", List.of("shipping")));
    template.hasResourceProperties("AWS::RDS::DBProxy", Map.of("DBProxyName", "shipping-proxy"));
    template.hasResourceProperties(
        "Custom::AuroraDatabase",
        Map.of(
            "Host", "shipping.cluster-z9y8x7w6v5u4.eu-west-1.rds.amazonaws.com",
            "DatabaseName", "shipping"));
  }

  @Test
  void alarmsAloneOnAProxyThatAnotherTeamDeployed() {
    Template template = template(OrdersApp.FOREIGN_PROXY);

    template.resourceCountIs("AWS::CloudWatch::Alarm", 8);
    for (String type : List.of("AWS::RDS::DBProxy", "AWS::Lambda::Function", "AWS::IAM::Role")) {
      template.resourceCountIs(type, 0);
    }
    template.hasResourceProperties(
        "AWS::CloudWatch::Alarm", Map.of("AlarmName", "invoices-pool-utilization-high"));
  }

  /** What the CDK CLI has looked up and passes to the app. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> answers() throws IOException {
    return new ObjectMapper().readValue(new File("cdk.context.json"), Map.class);
  }

  private static Template template(String stack) {
    return Template.fromStack((Stack) app.getNode().findChild(stack));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> code(Map<String, Object> function) {
    return (Map<String, Object>) ((Map<String, Object>) function.get("Properties")).get("Code");
  }
}
