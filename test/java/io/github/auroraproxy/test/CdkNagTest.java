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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;

/**
 * cdk-nag's rules of AwsSolutions and of NIST 800-53 rev. 5 over both stacks, with the suppressions
 * that stand beside them.
 */
class CdkNagTest {

  private static final List<JsonNode> FINDINGS = new ArrayList<>();

  @BeforeAll
  static void check() {
    App app = CdkApp.create();
    AuroraProxyApp.addStacks(app);
    NagPackProps reports =
        NagPackProps.builder().reports(true).reportFormats(List.of(NagReportFormat.JSON)).build();
    Aspects.of(app).add(new AwsSolutionsChecks(reports));
    Aspects.of(app).add(new NIST80053R5Checks(reports));
    Path assembly = Path.of(app.synth().getDirectory());
    for (String stack : List.of(AuroraProxyApp.PROXY_STACK, AuroraProxyApp.EVALUATION_STACK)) {
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
