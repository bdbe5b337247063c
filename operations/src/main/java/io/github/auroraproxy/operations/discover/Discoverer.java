package io.github.auroraproxy.operations.discover;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.discover.Discovery.AdminSecret;
import io.github.auroraproxy.operations.discover.Discovery.Cluster;
import io.github.auroraproxy.operations.discover.Discovery.ProxyInFront;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBProxy;

/** Finds a cluster, the secret of its admin, and the proxy in front of it. */
final class Discoverer {

  private static final String STACK_TAG = "aws:cloudformation:stack-name";

  private static final Pattern KEY_ARN = Pattern.compile("arn:[^:]+:kms:.+:key/.+");

  private final AwsClients aws;

  Discoverer(AwsClients aws) {
    this.aws = aws;
  }

  /**
   * @param name the cluster's name; empty for the newest cluster with the first of the tags that
   *     any cluster has
   * @throws ProblemException if there is none; the message lists the clusters that exist
   */
  Discovery discover(Optional<String> name, List<Tag> tags) {
    Clusters clusters = Clusters.describe(aws.rds());
    DBCluster cluster =
        (name.isPresent()
                ? clusters.named(name.get())
                : tags.stream().flatMap(tag -> clusters.newestWith(tag).stream()).findFirst())
            .orElseThrow(
                () ->
                    new ProblemException(
                        "No Aurora PostgreSQL cluster %s in %s; name one with --cluster or its tag with --tag.%n%s"
                            .formatted(
                                name.map("is called "::concat)
                                    .orElseGet(() -> "has the tag " + either(tags)),
                                aws.region(),
                                clusters.list())));
    return new Discovery(
        Arn.fromString(cluster.dbClusterArn()).accountId().orElseThrow(),
        aws.region().id(),
        new Cluster(
            cluster.dbClusterIdentifier(),
            cluster.engine(),
            cluster.engineVersion(),
            cluster.status(),
            cluster.endpoint(),
            cluster.port()),
        adminSecret(cluster),
        proxy(cluster));
  }

  private static String either(List<Tag> tags) {
    return tags.stream().map(Tag::toString).collect(Collectors.joining(" or "));
  }

  private Optional<AdminSecret> adminSecret(DBCluster cluster) {
    if (cluster.masterUserSecret() != null) {
      return Optional.of(
          new AdminSecret(
              cluster.masterUserSecret().secretArn(), Optional.empty(), Optional.empty()));
    }
    return stacks().flatMap(stack -> adminSecret(cluster, stack).stream()).findFirst();
  }

  private Optional<AdminSecret> adminSecret(DBCluster cluster, Stack stack) {
    Map<String, String> outputs = outputs(stack);
    return Optional.ofNullable(outputs.get("SecretArn"))
        .filter(arn -> cluster.endpoint().equals(outputs.get("ClusterEndpoint")))
        .map(arn -> new AdminSecret(arn, Optional.of(stack.stackName()), key(arn)));
  }

  /** The customer's key; a secret without one is encrypted with AWS's own. */
  private Optional<String> key(String secretArn) {
    return Optional.ofNullable(
            aws.secretsManager().describeSecret(request -> request.secretId(secretArn)).kmsKeyId())
        .filter(KEY_ARN.asMatchPredicate());
  }

  private Optional<ProxyInFront> proxy(DBCluster cluster) {
    return aws.rds().describeDBProxiesPaginator(request -> {}).dbProxies().stream()
        .filter(proxy -> "POSTGRESQL".equals(proxy.engineFamily()))
        .filter(proxy -> isInFrontOf(cluster, proxy))
        .findFirst()
        .map(
            proxy ->
                new ProxyInFront(
                    proxy.dbProxyName(), proxy.endpoint(), proxy.statusAsString(), stack(proxy)));
  }

  private boolean isInFrontOf(DBCluster cluster, DBProxy proxy) {
    return aws
        .rds()
        .describeDBProxyTargetsPaginator(request -> request.dbProxyName(proxy.dbProxyName()))
        .targets()
        .stream()
        .anyMatch(
            target ->
                cluster.dbClusterIdentifier().equals(target.trackedClusterId())
                    || cluster.dbClusterIdentifier().equals(target.rdsResourceId()));
  }

  private Stream<Stack> stacks() {
    return aws.cloudFormation().describeStacksPaginator().stacks().stream();
  }

  private static Map<String, String> outputs(Stack stack) {
    return stack.outputs().stream()
        .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
  }

  /**
   * The stack whose outputs say that it owns the proxy: a stack that only completes a proxy names
   * it, too. Of other stacks CloudFormation's own tag tells, which may be missing.
   */
  private Optional<String> stack(DBProxy proxy) {
    return stacks()
        .filter(stack -> proxy.dbProxyName().equals(outputs(stack).get("ProxyName")))
        .map(stack -> outputs(stack).get("ProxyOwner"))
        .filter(Objects::nonNull)
        .findFirst()
        .or(() -> stackByTag(proxy));
  }

  private Optional<String> stackByTag(DBProxy proxy) {
    return aws
        .rds()
        .listTagsForResource(request -> request.resourceName(proxy.dbProxyArn()))
        .tagList()
        .stream()
        .filter(tag -> tag.key().equals(STACK_TAG))
        .map(software.amazon.awssdk.services.rds.model.Tag::value)
        .findFirst();
  }
}
