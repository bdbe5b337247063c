package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.Warning;
import io.github.auroraproxy.internal.lookup.ContextLookup;
import io.github.auroraproxy.internal.lookup.LookedUpNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.rds.AuroraPostgresClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraPostgresEngineVersion;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterAttributes;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IDatabaseCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretAttributes;
import software.constructs.Construct;

/** A cluster that the CDK CLI looks up by its name. */
final class LookedUpCluster extends Construct {

  private static final String TYPE = "AWS::RDS::DBCluster";
  private static final String AURORA_POSTGRESQL = "aurora-postgresql";
  private static final String IAM_AUTHENTICATION = "EnableIAMDatabaseAuthentication";

  private static final String PLACEHOLDER_SECRET =
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:placeholder-AbCdEf";
  private static final String PLACEHOLDER_KEY =
      "arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef";

  private final AuroraClusterLookup request;
  private final Guard guard;
  private final ContextLookup lookup;
  private final ContextLookup.Result answer;
  private final LookedUpNetwork network;

  LookedUpCluster(Construct scope, String id, AuroraClusterLookup request) {
    super(scope, id);
    this.request = request;
    ContextLookup.checkIdentifier(
        Guard.of("AuroraCluster " + getNode().getPath()), "clusterName", request.getClusterName());
    guard = Guard.of("Cluster " + request.getClusterName());
    guard.rdsName("cluster", request.getClusterName());
    checkLists();
    request.getAdminSecretArn().ifPresent(this::checkSecret);
    lookup = new ContextLookup(this, guard);
    answer =
        lookup.resource(
            TYPE,
            request.getClusterName(),
            placeholder(),
            "check the name, the account and the region, or use AuroraCluster.fromAttributes");
    guard.check(
        AURORA_POSTGRESQL.equals(answer.text("Engine")),
        "engine",
        "is " + answer.text("Engine") + "; name an Aurora PostgreSQL cluster");
    network = new LookedUpNetwork(this, guard, lookup, answer);
  }

  IDatabaseCluster cluster() {
    String version = answer.text("EngineVersion");
    return DatabaseCluster.fromDatabaseClusterAttributes(
        this,
        "Cluster",
        DatabaseClusterAttributes.builder()
            .clusterIdentifier(request.getClusterName())
            .clusterResourceIdentifier(answer.text("DBClusterResourceId"))
            .clusterEndpointAddress(answer.text("Endpoint.Address"))
            .readerEndpointAddress(answer.text("ReadEndpoint.Address"))
            .port(Integer.valueOf(answer.text("Endpoint.Port")))
            .securityGroups(securityGroups())
            .engine(
                DatabaseClusterEngine.auroraPostgres(
                    AuroraPostgresClusterEngineProps.builder()
                        .version(AuroraPostgresEngineVersion.of(version, version.split("\\.")[0]))
                        .build()))
            .build());
  }

  AuroraClusterAttributes attributes() {
    return AuroraClusterAttributes.builder()
        .vpc(network.vpc())
        .vpcSubnets(network.selection("subnets", subnets()))
        .adminSecret(adminSecret())
        .build();
  }

  private void checkSecret(String arn) {
    guard.completeSecretArn("adminSecretArn", arn);
    if (Known.text(arn) && arn.matches(".*-[a-z]{6}")) {
      Warning.on(
          this,
          "adminSecretArn",
          "adminSecretArn ends in '"
              + arn.substring(arn.length() - 7)
              + "', which looks like the end of the secret's name and not like the six random"
              + " characters that Secrets Manager adds; compare it with 'aws secretsmanager"
              + " describe-secret'.");
    }
  }

  private void checkLists() {
    Map.of("subnetIds", request.getSubnetIds(), "functionSubnetIds", request.getFunctionSubnetIds())
        .forEach(
            (property, ids) ->
                ids.forEach(id -> ContextLookup.checkIdentifier(guard, property, id)));
  }

  /** The subnets of the database function, if they are not those of the proxy. */
  Optional<SubnetSelection> functionSubnets() {
    List<String> ids = request.getFunctionSubnetIds();
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(network.selection("functionSubnets", ids));
  }

  /** Whether the database function would be in a public subnet. */
  boolean hasPublicSubnets() {
    List<String> own = request.getFunctionSubnetIds();
    return network.anyPublic("functionSubnets", own.isEmpty() ? subnets() : own);
  }

  /** A look-up of its own, since only one authentication mode needs it. */
  Optional<Boolean> iamAuthentication() {
    ContextLookup.Result found =
        lookup.resource(
            TYPE,
            request.getClusterName(),
            Map.of(IAM_AUTHENTICATION, true),
            "turn the cluster's IAM authentication on, or use the authentication mode SECRETS");
    return found.isKnown()
        ? Optional.of(Boolean.valueOf(found.text(IAM_AUTHENTICATION)))
        : Optional.empty();
  }

  private List<String> subnets() {
    return request.getSubnetIds().isEmpty() ? network.clusterSubnets() : request.getSubnetIds();
  }

  private List<ISecurityGroup> securityGroups() {
    return answer.texts("VpcSecurityGroupIds").stream()
        .map(id -> SecurityGroup.fromSecurityGroupId(this, id, id))
        .toList();
  }

  private ISecret adminSecret() {
    return request
        .getAdminSecretArn()
        .map(arn -> imported(arn, request.getAdminSecretKeyArn()))
        .orElseGet(this::managedSecret);
  }

  private ISecret managedSecret() {
    ContextLookup.Result managed =
        lookup.resource(
            TYPE,
            request.getClusterName(),
            managedSecretPlaceholder(),
            "RDS manages no master secret for this cluster: name the secret of a user that may"
                + " create databases and roles with -c adminSecretArn=ARN");
    return imported(
        managed.text("MasterUserSecret.SecretArn"),
        Optional.of(managed.text("MasterUserSecret.KmsKeyId")));
  }

  private ISecret imported(String arn, Optional<String> keyArn) {
    return Secret.fromSecretAttributes(
        this,
        "AdminSecret",
        SecretAttributes.builder()
            .secretCompleteArn(Known.isPending(arn) ? PLACEHOLDER_SECRET : arn)
            .encryptionKey(keyArn.map(this::key).orElse(null))
            .build());
  }

  private IKey key(String arn) {
    return Key.fromKeyArn(this, "AdminSecretKey", Known.isPending(arn) ? PLACEHOLDER_KEY : arn);
  }

  /**
   * The order is part of the key in {@code cdk.context.json}. The hosts are of a reserved domain
   * (RFC 2606), so that no guard takes them for hosts of RDS.
   */
  private static Map<String, Object> placeholder() {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("Engine", AURORA_POSTGRESQL);
    cluster.put("EngineVersion", "17.9");
    cluster.put("Endpoint.Address", "writer.placeholder.invalid");
    cluster.put("Endpoint.Port", "5432");
    cluster.put("ReadEndpoint.Address", "readers.placeholder.invalid");
    cluster.put("DBClusterResourceId", "cluster-PLACEHOLDER");
    cluster.put("DBSubnetGroupName", "placeholder");
    cluster.put("VpcSecurityGroupIds", List.of("sg-0123456789abcdef0"));
    return cluster;
  }

  private static Map<String, Object> managedSecretPlaceholder() {
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("MasterUserSecret.SecretArn", PLACEHOLDER_SECRET);
    secret.put("MasterUserSecret.KmsKeyId", PLACEHOLDER_KEY);
    return secret;
  }
}
