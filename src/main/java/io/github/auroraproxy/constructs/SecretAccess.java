package io.github.auroraproxy.constructs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** The permission to read one secret and nothing else. */
final class SecretAccess {

  private SecretAccess() {}

  /**
   * Reading exactly this secret. A customer key may be used through Secrets Manager only; AWS's own
   * key, {@code aws/secretsmanager}, needs no permission.
   */
  static List<PolicyStatement> to(ISecret secret) {
    List<PolicyStatement> statements = new ArrayList<>();
    statements.add(
        PolicyStatement.Builder.create()
            .actions(List.of("secretsmanager:GetSecretValue"))
            .resources(List.of(secret.getSecretArn()))
            .build());
    IKey key = secret.getEncryptionKey();
    if (key != null) {
      statements.add(
          PolicyStatement.Builder.create()
              .actions(List.of("kms:Decrypt"))
              .resources(List.of(key.getKeyArn()))
              .conditions(
                  Map.of(
                      "StringEquals",
                      Map.of(
                          "kms:ViaService", "secretsmanager." + Aws.REGION + "." + Aws.URL_SUFFIX)))
              .build());
    }
    return statements;
  }
}
