package io.github.auroraproxy.operations.doctor;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.IAMAuthMode;

/** Whether TLS, the proxy's authentication mode and the cluster's fit together. */
final class AuthenticationCheck implements Check {

  @Override
  public String name() {
    return "TLS and authentication";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    DBProxy proxy = examined.proxy();
    List<Finding> findings = new ArrayList<>();
    if (!Boolean.TRUE.equals(proxy.requireTLS())) {
      findings.add(
          Finding.problem(
              name(),
              "The proxy does not require TLS, and IAM tokens need it.",
              modify(proxy, "--require-tls")));
    }
    if (examined.isEndToEndIam()) {
      if (examined.cluster().filter(c -> !c.iamDatabaseAuthenticationEnabled()).isPresent()) {
        findings.add(
            Finding.problem(
                name(),
                "The proxy logs in with IAM, but the cluster's IAM authentication is off.",
                "Turn it on: aws rds modify-db-cluster --enable-iam-database-authentication"));
      }
    } else {
      examineSecretsMode(proxy, findings);
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              name(),
              examined.isEndToEndIam()
                  ? "TLS is required, and IAM is used from the client to the cluster."
                  : "TLS is required; clients log in with IAM tokens, the proxy with secrets."));
    }
    return findings;
  }

  private void examineSecretsMode(DBProxy proxy, List<Finding> findings) {
    if (proxy.auth().isEmpty()) {
      findings.add(
          Finding.problem(
              name(),
              "The proxy has neither secrets nor end-to-end IAM authentication.",
              "Register the secret of a database user: aws rds modify-db-proxy --auth"));
    }
    proxy.auth().stream()
        .filter(auth -> auth.iamAuth() == IAMAuthMode.DISABLED)
        .forEach(
            auth ->
                findings.add(
                    Finding.problem(
                        name(),
                        "IAM tokens are not accepted for the user of " + auth.secretArn() + ".",
                        modify(
                            proxy,
                            "--auth AuthScheme=SECRETS,IAMAuth=REQUIRED,SecretArn="
                                + auth.secretArn()))));
  }

  private static String modify(DBProxy proxy, String option) {
    return "Run: aws rds modify-db-proxy --db-proxy-name " + proxy.dbProxyName() + " " + option;
  }
}
