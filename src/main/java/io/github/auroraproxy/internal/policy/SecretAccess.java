package io.github.auroraproxy.internal.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.kms.IAlias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** The permission to read one secret and nothing else. */
public final class SecretAccess {

  private static final String DECRYPT = "kms:Decrypt";
  private static final String ALIAS = ":alias/";
  private static final String OF_AWS = "alias/aws/";

  private SecretAccess() {}

  /**
   * The permissions to read this secret. They allow the use of a customer managed key through
   * Secrets Manager only; the AWS managed key, {@code aws/secretsmanager}, needs no permission.
   */
  public static List<Permission> to(ISecret secret) {
    List<Permission> permissions = new ArrayList<>();
    permissions.add(new Permission("secretsmanager:GetSecretValue", secret.getSecretArn()));
    Optional.ofNullable(secret.getEncryptionKey())
        .flatMap(SecretAccess::toUse)
        .ifPresent(permissions::add);
    return permissions;
  }

  /**
   * CDK's {@code grantDecrypt} would allow the use of the key outside of Secrets Manager, too. IAM
   * permits nothing on the ARN of an alias: it takes the key behind it or, where only the alias is
   * known, every key that has this alias, of which there is one in an account and region.
   *
   * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html">
   *     Using aliases to control access to KMS keys</a>
   */
  private static Optional<Permission> toUse(IKey key) {
    Map<String, Object> conditions = new TreeMap<>();
    conditions.put(
        "StringEquals",
        Map.of("kms:ViaService", "secretsmanager." + Aws.REGION + "." + Aws.URL_SUFFIX));
    String arn = keyArn(key);
    int alias = arn.indexOf(ALIAS);
    if (alias < 0) {
      return Optional.of(new Permission(DECRYPT, arn, conditions));
    }
    String name = arn.substring(alias + 1);
    conditions.put("ForAnyValue:StringEquals", Map.of("kms:ResourceAliases", name));
    return name.startsWith(OF_AWS)
        ? Optional.empty()
        : Optional.of(new Permission(DECRYPT, arn.substring(0, alias) + ":key/*", conditions));
  }

  private static String keyArn(IKey key) {
    try {
      return key instanceof IAlias alias ? alias.getAliasTargetKey().getKeyArn() : key.getKeyArn();
    } catch (RuntimeException imported) {
      // Of an alias imported by its name, CDK doesn't know the key.
      return key.getKeyArn();
    }
  }
}
