package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuroraClusterLookup;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Environment;

/**
 * Which cluster of the account to put a proxy in front of, and what a look-up can't know of it.
 *
 * @param name empty for a cluster to evaluate the proxy with
 * @param proxy a proxy that the cluster has already
 */
public record ClusterSettings(
    Optional<String> name,
    Optional<String> account,
    Optional<String> region,
    Optional<String> proxy,
    Optional<String> adminSecretArn,
    Optional<String> adminSecretKeyArn,
    List<String> subnets,
    List<String> functionSubnets) {

  static ClusterSettings from(SettingReader reader) {
    ClusterSettings settings =
        new ClusterSettings(
            reader.optional(Setting.CLUSTER, reader.guard::rdsName),
            reader.matching(Setting.ACCOUNT, "[0-9]{12}", "the 12 digits of an AWS account"),
            reader.matching(
                Setting.REGION, "[a-z]+(-[a-z]+)+-[0-9]+", "an AWS region, such as us-east-1"),
            reader.optional(Setting.PROXY, reader.guard::rdsName),
            reader.matching(
                Setting.ADMIN_SECRET_ARN,
                "arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6}",
                "a secret's complete ARN, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf"),
            reader.matching(
                Setting.ADMIN_SECRET_KEY_ARN,
                "arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+",
                "a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID"),
            reader.subnets(Setting.SUBNETS),
            reader.subnets(Setting.FUNCTION_SUBNETS));
    reader.guard.check(
        settings.proxy.isEmpty() || settings.name.isPresent(),
        Setting.CLUSTER.key(),
        "is empty, but proxy is '"
            + settings.proxy.orElse("")
            + "'; name the cluster behind that proxy with -c cluster=NAME");
    return settings;
  }

  /** Where the cluster is: as set, or as the CDK CLI knows from the credentials. */
  Environment environment() {
    return Environment.builder()
        .account(account.orElseGet(() -> System.getenv("CDK_DEFAULT_ACCOUNT")))
        .region(region.orElseGet(() -> System.getenv("CDK_DEFAULT_REGION")))
        .build();
  }

  AuroraClusterLookup lookup() {
    return AuroraClusterLookup.builder()
        .clusterName(name.orElseThrow())
        .adminSecretArn(adminSecretArn)
        .adminSecretKeyArn(adminSecretKeyArn)
        .subnetIds(subnets)
        .functionSubnetIds(functionSubnets)
        .build();
  }
}
