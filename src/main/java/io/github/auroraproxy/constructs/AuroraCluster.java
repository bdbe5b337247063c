package io.github.auroraproxy.constructs;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.UniqueNames;
import io.github.auroraproxy.internal.network.NetworkAccess;
import io.github.auroraproxy.internal.network.Subnets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.rds.CfnDBCluster;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterFromSnapshot;
import software.amazon.awscdk.services.rds.Endpoint;
import software.amazon.awscdk.services.rds.IClusterEngine;
import software.amazon.awscdk.services.rds.IDatabaseCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * An Aurora PostgreSQL cluster with all that a proxy in front of it must know. What is missing is
 * reported here, at synth, instead of by a deployment that waits for a target in vain.
 */
public final class AuroraCluster {

  private static final String POSTGRESQL = "POSTGRESQL";

  private final IDatabaseCluster cluster;
  private final IVpc vpc;
  private final Subnets subnets;
  private final ISecret adminSecret;
  private final Endpoint writer;
  private final List<ISecurityGroup> securityGroups;
  private final Supplier<Optional<Boolean>> iamAuthentication;
  private final Optional<SubnetSelection> functionSubnets;
  private final boolean publicSubnets;
  private final List<String> furtherResourceIds;

  private AuroraCluster(IDatabaseCluster cluster, AuroraClusterAttributes attributes) {
    this(cluster, attributes, null);
  }

  private AuroraCluster(
      IDatabaseCluster cluster, AuroraClusterAttributes attributes, LookedUpCluster found) {
    Guard guard = guard(cluster);
    this.cluster = cluster;
    this.vpc = attributes.getVpc();
    this.subnets = Subnets.of(vpc, attributes.getVpcSubnets());
    subnets.checkZones(guard, "vpcSubnets");
    this.adminSecret = completelyKnown(guard, attributes.getAdminSecret());
    this.writer = writer(guard, cluster);
    this.iamAuthentication =
        found == null ? attributes::getIamAuthentication : found::iamAuthentication;
    this.functionSubnets = found == null ? Optional.empty() : found.functionSubnets();
    this.publicSubnets = found == null ? subnets.isPublic() : found.hasPublicSubnets();
    this.furtherResourceIds = attributes.getFurtherResourceIds();
    this.securityGroups = cluster.getConnections().getSecurityGroups();
    guard.check(
        !securityGroups.isEmpty(),
        "securityGroups",
        "is empty, so the proxy would never reach the cluster; give the cluster's security groups"
            + " when importing it");
    IClusterEngine engine = cluster.getEngine();
    guard.check(
        engine != null && POSTGRESQL.equals(engine.getEngineFamily()),
        "engine",
        "is not Aurora PostgreSQL; give engine(DatabaseClusterEngine.auroraPostgres(...)) when"
            + " importing the cluster");
  }

  /**
   * A cluster of this app, with its managed or generated master secret.
   *
   * @throws InvalidPropertyException if it has no secret, or can't stand behind a proxy
   */
  public static AuroraCluster of(DatabaseCluster cluster) {
    return of(cluster, cluster.getVpc(), cluster.getVpcSubnets(), cluster.getSecret());
  }

  /**
   * A cluster of this app restored from a snapshot, with its managed or generated master secret.
   *
   * @throws InvalidPropertyException if it has no secret, or can't stand behind a proxy
   */
  public static AuroraCluster of(DatabaseClusterFromSnapshot cluster) {
    return of(cluster, cluster.getVpc(), cluster.getVpcSubnets(), cluster.getSecret());
  }

  /**
   * Any other cluster, such as one imported with {@code fromDatabaseClusterAttributes}: it must
   * know its endpoint, port, engine and security groups.
   *
   * @throws InvalidPropertyException if the cluster can't stand behind a proxy
   */
  public static AuroraCluster fromAttributes(
      IDatabaseCluster cluster, AuroraClusterAttributes attributes) {
    return new AuroraCluster(cluster, attributes);
  }

  /**
   * A cluster of the stack's account and region, by its name alone. Endpoints, port, version, VPC,
   * subnets, security groups and the managed master secret are looked up by the CDK CLI and kept in
   * {@code cdk.context.json}, so that later synths need no credentials.
   *
   * @throws InvalidPropertyException if the stack's account or region is unknown, or the look-up
   *     failed; says what is missing and how to give it
   */
  public static AuroraCluster fromLookup(Construct scope, String id, String clusterName) {
    return fromLookup(scope, id, AuroraClusterLookup.builder().clusterName(clusterName).build());
  }

  /**
   * The same, with what a look-up can't know.
   *
   * @throws InvalidPropertyException if the stack's account or region is unknown, or the look-up
   *     failed; says what is missing and how to give it
   */
  public static AuroraCluster fromLookup(Construct scope, String id, AuroraClusterLookup lookup) {
    LookedUpCluster found = new LookedUpCluster(scope, id, lookup);
    return new AuroraCluster(found.cluster(), found.attributes(), found);
  }

  private static AuroraCluster of(
      IDatabaseCluster cluster, IVpc vpc, SubnetSelection subnets, ISecret secret) {
    guard(cluster)
        .check(
            secret != null,
            "adminSecret",
            "is missing; create the cluster with manageMasterUserPassword(true) or generated"
                + " credentials, or name the secret with AuroraCluster.fromAttributes");
    return new AuroraCluster(
        cluster,
        AuroraClusterAttributes.builder()
            .vpc(vpc)
            .vpcSubnets(Optional.ofNullable(subnets))
            .adminSecret(secret)
            .build());
  }

  private static Guard guard(IDatabaseCluster cluster) {
    return Guard.of("Cluster " + cluster.getNode().getPath());
  }

  private static ISecret completelyKnown(Guard guard, ISecret secret) {
    guard.check(
        secret.getSecretFullArn() != null,
        "adminSecret",
        "is known by a part of its ARN only, which would need a wildcard in the policy; import it"
            + " with Secret.fromSecretCompleteArn");
    return secret;
  }

  private static Endpoint writer(Guard guard, IDatabaseCluster cluster) {
    Endpoint endpoint = known(cluster::getClusterEndpoint);
    guard.check(
        endpoint != null,
        "clusterEndpoint",
        "is unknown; give clusterEndpointAddress and port when importing the cluster");
    return endpoint;
  }

  /** The cluster itself. */
  public IDatabaseCluster getCluster() {
    return cluster;
  }

  /** The cluster's VPC. */
  public IVpc getVpc() {
    return vpc;
  }

  /** The secret of the user that prepares the database. */
  public ISecret getAdminSecret() {
    return adminSecret;
  }

  /** The endpoint of the writer, with the cluster's port. */
  public Endpoint getWriter() {
    return writer;
  }

  /** The cluster's name, where synth can know it: given explicitly, or imported. */
  public Optional<String> getName() {
    String name =
        resource()
            .map(CfnDBCluster::getDbClusterIdentifier)
            .orElseGet(() -> resource().isPresent() ? null : cluster.getClusterIdentifier());
    return Optional.ofNullable(name).filter(Known::text);
  }

  /** Where the database function stands, if not with the proxy. */
  Optional<SubnetSelection> functionSubnets() {
    return functionSubnets;
  }

  /** Whether the database function would stand in a public subnet by default. */
  boolean hasPublicSubnets() {
    return publicSubnets;
  }

  /** In which account and region, by which name; or which construct, where that is unknown. */
  String identity() {
    return getName()
        .map(name -> UniqueNames.environment(cluster) + " " + name)
        .orElseGet(() -> cluster.getNode().getPath());
  }

  /** The id by which policies name the cluster, {@code cluster-...}. */
  String resourceId() {
    String id = known(cluster::getClusterResourceIdentifier);
    guard(cluster)
        .check(
            id != null,
            "clusterResourceIdentifier",
            "is unknown, by which a policy of END_TO_END_IAM names the cluster; give it when"
                + " importing the cluster");
    return id;
  }

  /** The ids of the cluster and of those that take its place. */
  List<String> resourceIds() {
    return Stream.concat(Stream.of(resourceId()), furtherResourceIds.stream()).toList();
  }

  /** Whether the cluster accepts IAM tokens, where synth can know. */
  Optional<Boolean> iamAuthentication() {
    return resource()
        // Not set is off; what is neither is known at deployment only.
        .map(known -> Objects.requireNonNullElse(known.getEnableIamDatabaseAuthentication(), false))
        .map(known -> known instanceof Boolean isOn ? Optional.of(isOn) : Optional.<Boolean>empty())
        .orElseGet(iamAuthentication);
  }

  /** The number of its instances in this app; 0 where it is imported. */
  long instances() {
    return cluster.getNode().findAll().stream().filter(CfnDBInstance.class::isInstance).count();
  }

  /** Whether the cluster is one of this app that pauses when it is idle. */
  boolean pauses() {
    return resource()
        .map(CfnDBCluster::getServerlessV2ScalingConfiguration)
        // Known to CDK only when it writes the template.
        .map(Stack.of(cluster)::resolve)
        .map(scaling -> scaling instanceof Map<?, ?> known ? known.get("minCapacity") : null)
        // A reference to a parameter is written as a map, and known at deployment only.
        .filter(Number.class::isInstance)
        .map(Number.class::cast)
        .filter(capacity -> capacity.doubleValue() == 0)
        .isPresent();
  }

  private Optional<CfnDBCluster> resource() {
    return Optional.ofNullable(cluster.getNode().getDefaultChild())
        .filter(CfnDBCluster.class::isInstance)
        .map(CfnDBCluster.class::cast);
  }

  /** CDK throws where an imported cluster lacks an attribute. */
  private static <T> T known(Supplier<T> attribute) {
    try {
      return attribute.get();
    } catch (RuntimeException unknown) {
      return null;
    }
  }

  Subnets subnets() {
    return subnets;
  }

  /** Lets a client connect to the cluster; returns the rules that it has to wait for. */
  IDependable[] allowAccess(Construct scope, ISecurityGroup client, String clientName) {
    return NetworkAccess.toCluster(scope, securityGroups, writer.getPort(), client, clientName);
  }

  /**
   * What must exist before the cluster accepts connections: its instances, if they are of this app.
   * Not the whole construct, to which a team may have added what depends on the proxy.
   */
  IDependable[] readiness() {
    return cluster.getNode().findAll().stream()
        .filter(part -> part instanceof CfnDBCluster || part instanceof CfnDBInstance)
        .toArray(IDependable[]::new);
  }
}
