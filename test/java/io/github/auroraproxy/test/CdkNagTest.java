package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NIST80053R5Checks;
import io.github.cdklabs.cdknag.NagPackProps;
import io.github.cdklabs.cdknag.NagReportFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;

/**
 * cdk-nag's rules of AwsSolutions and of NIST 800-53 rev. 5 over both stacks, as they are by
 * default, with everything that can be asked for, and on a cluster and a proxy that exist; with the
 * suppressions that stand beside them.
 */
@Tag("evaluation-cluster")
class CdkNagTest {

  private static final List<JsonNode> FINDINGS = new ArrayList<>();

  @BeforeAll
  static void check() {
    check(Map.of());
    check(
        Map.ofEntries(
            Map.entry("furtherUsers", "reports:READ_ONLY"),
            Map.entry("rotation", "30"),
            Map.entry("migrationTimeout", "20"),
            Map.entry("databaseRemovalPolicy", "DESTROY"),
            Map.entry("deletionProtection", "true"),
            Map.entry("readOnlyEndpoint", "true"),
            Map.entry("connectPolicy", "true"),
            Map.entry("alarms", "EXTENDED"),
            Map.entry("alarmTopicArn", "arn:aws:sns:us-east-1:111122223333:on-call")));
    check(Map.of("authenticationMode", "END_TO_END_IAM", "furtherUsers", "reports"));
    check(CdkApp.onTheExampleCluster(Map.of()));
    check(CdkApp.onTheExampleCluster(Map.of("secretsManagerEndpoint", "true")));
    check(CdkApp.onTheExampleCluster(Map.of("proxy", "aurora-demo-existing")));
  }

  private static void check(Map<String, String> settings) {
    App app = CdkApp.create(settings, CdkApp.answers());
    AuroraProxyApp.addStacks(app);
    NagPackProps reports =
        NagPackProps.builder().reports(true).reportFormats(List.of(NagReportFormat.JSON)).build();
    Aspects.of(app).add(new AwsSolutionsChecks(reports));
    Aspects.of(app).add(new NIST80053R5Checks(reports));
    Path assembly = Path.of(app.synth().getDirectory());
    List<String> stacks =
        settings.containsKey("cluster")
            ? List.of(AuroraProxyApp.PROXY_STACK)
            : List.of(AuroraProxyApp.PROXY_STACK, AuroraProxyApp.EVALUATION_STACK);
    for (String stack : stacks) {
      for (String pack : List.of("AwsSolutions", "NIST.800.53.R5")) {
        CdkApp.read(assembly.resolve(pack + "-" + stack + "-NagReport.json"))
            .get("lines")
            .forEach(FINDINGS::add);
      }
    }
  }

  @Test
  void nothingIsFoundThatIsNotJustified() {
    assertThat(FINDINGS)
        .isNotEmpty()
        .filteredOn(
            finding ->
                List.of("Non-Compliant", "UNKNOWN").contains(finding.get("compliance").asText()))
        .extracting(
            finding -> finding.get("ruleId").asText() + " " + finding.get("resourceId").asText())
        .isEmpty();
  }

  @Test
  void everySuppressionIsJustifiedInASentence() {
    assertThat(FINDINGS)
        .filteredOn(finding -> finding.get("compliance").asText().startsWith("Suppressed"))
        .isNotEmpty()
        .allSatisfy(
            finding ->
                assertThat(finding.get("exceptionReason").asText())
                    .matches("[A-Z].{40,}\\.")
                    .doesNotContain(". "));
  }
}
