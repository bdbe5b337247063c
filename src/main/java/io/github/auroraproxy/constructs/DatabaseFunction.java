package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.CreationSource;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.UniqueNames;
import io.github.auroraproxy.internal.Warning;
import io.github.auroraproxy.internal.function.CertificateBundle;
import io.github.auroraproxy.internal.function.FunctionArchive;
import io.github.auroraproxy.internal.function.FunctionConfiguration;
import io.github.auroraproxy.internal.function.FunctionLayers;
import io.github.auroraproxy.internal.function.FunctionPermissions;
import io.github.auroraproxy.internal.function.FunctionProvider;
import io.github.auroraproxy.internal.migrations.MigrationDirectory;
import io.github.auroraproxy.internal.network.NetworkAccess;
import io.github.auroraproxy.internal.network.Subnets;
import io.github.auroraproxy.internal.policy.Permission;
import io.github.auroraproxy.internal.policy.SecretAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupEgress;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * The function that prepares databases from inside the VPC, and CDK's provider through which
 * CloudFormation calls it. The constructs of one stack and VPC share one function.
 */
final class DatabaseFunction extends Construct {

  private static final String HANDLER =
      "io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest";

  /** The least that gives a whole vCPU: the start of a JVM is bound by the processor. */
  private static final int MEMORY_MEGABYTES = 1769;

  /** Long enough for a paused Serverless cluster to resume, or for a failover. */
  private static final Duration TIMEOUT = Duration.minutes(5);

  /**
   * For one migration file, if migrations continue; CDK's framework waits 15 minutes for a
   * response.
   */
  private static final Duration LONG_TIMEOUT = Duration.minutes(14);

  private static final int HTTPS = 443;
  private static final String CLIENT_NAME = "database function";
  private static final String SHARED =
      " the first construct of this stack and VPC, with which it shares its function; give both the"
          + " same, or put one of them in another stack";

  private static final String SHARED_TIMEOUT =
      " the first construct of this stack and VPC, with which it shares its function; set one"
          + " there, too, or put one of them in another stack";

  private final FunctionPermissions permissions;
  private final FunctionNetwork network;
  private final SubnetSelection subnets;
  private final ISecurityGroup securityGroup;
  private final Function function;
  private final FunctionConfiguration configuration;
  private final FunctionLayers layers;
  private final Optional<CertificateBundle> certificates;
  private final boolean continuesMigrations;
  private final Map<String, IDependable> lastOfCluster = new HashMap<>();
  private final String serviceToken;

  private DatabaseFunction(
      Construct scope,
      String id,
      AuroraCluster cluster,
      DatabaseFunctionOptions options,
      Optional<CertificateBundle> certificates,
      boolean continuesMigrations) {
    super(scope, id);
    this.continuesMigrations = continuesMigrations;
    RetentionDays logRetention = options.getLogRetention();
    LogGroup logGroup = logGroup("Logs", logRetention);
    network = options.getFunctionNetwork();
    subnets = subnets(cluster);
    securityGroup = network.getSecurityGroup().orElseGet(() -> securityGroup(cluster));
    permissions = new FunctionPermissions(this, logGroup);
    function =
        Function.Builder.create(this, "Function")
            .description("Prepares the application's databases and their users")
            .runtime(Runtime.JAVA_25)
            .handler(HANDLER)
            .code(Code.fromAsset(FunctionArchive.file().toString()))
            .memorySize(MEMORY_MEGABYTES)
            .timeout(continuesMigrations ? LONG_TIMEOUT : TIMEOUT)
            .vpc(cluster.getVpc())
            .vpcSubnets(subnets)
            .securityGroups(List.of(securityGroup))
            .role(permissions.role())
            .logGroup(logGroup)
            .loggingFormat(LoggingFormat.JSON)
            .build();
    configuration = new FunctionConfiguration(function);
    layers = new FunctionLayers(this, function);
    this.certificates = certificates;
    certificates.ifPresent(this::verifyAgainst);
    serviceToken =
        FunctionProvider.of(
                this, function, logGroup("ProviderLogs", logRetention), continuesMigrations)
            .getServiceToken();
    if (network.isSecretsManagerEndpoint()) {
      UniqueNames.of(this)
          .secretsManagerEndpoint(
              Guard.of("DatabaseFunction " + getNode().getPath()), this, cluster.getVpc());
      addSecretsManagerEndpoint(cluster);
    }
    CreationSource.tag(this);
  }

  /**
   * The function of the scope's stack and the cluster's VPC, created if it is the first.
   *
   * @param continuesMigrations whether a new function continues migrations in further invocations
   */
  static DatabaseFunction of(
      Construct scope,
      AuroraCluster cluster,
      DatabaseFunctionOptions options,
      boolean continuesMigrations) {
    Stack stack = Stack.of(scope);
    Guard guard = Guard.of(scope.getClass().getSimpleName() + " " + scope.getNode().getPath());
    Optional<CertificateBundle> certificates =
        options
            .getCertificateBundle()
            .filter(path -> !Known.isPending(path))
            .map(path -> CertificateBundle.read(guard, path));
    String id = "AuroraDatabaseFunction" + NetworkAccess.suffixOf(cluster.getVpc());
    DatabaseFunction function =
        stack.getNode().tryFindChild(id) instanceof DatabaseFunction existing
            ? existing
            : new DatabaseFunction(stack, id, cluster, options, certificates, continuesMigrations);
    function.checkSamePlace(guard, options.getFunctionNetwork());
    function.checkSameCertificates(guard, certificates);
    return function;
  }

  /** The service token of custom resources that this function handles. */
  String serviceToken() {
    return serviceToken;
  }

  /** Lets the function read a secret. */
  void allowReading(ISecret secret) {
    permissions.allowReading(SecretAccess.to(secret));
  }

  /** Lets the function read the admin's secret of a cluster and log in as the admin. */
  void allowAdministering(Guard guard, AuroraCluster cluster, DatabaseTls tls) {
    allowReading(cluster.getAdminSecret());
    configuration.allow(guard, cluster.getWriter(), tls.sslMode(), cluster.getAdminSecret());
  }

  /** Lets the function reach a cluster; a second call for the same cluster changes nothing. */
  IDependable[] allowReaching(AuroraCluster cluster) {
    return cluster.allowAccess(this, securityGroup, CLIENT_NAME);
  }

  /** Adds a directory of migrations to the function, unless it has it. */
  void addMigrations(Guard guard, MigrationDirectory directory) {
    layers.add(guard, directory);
  }

  /** Whether the function has a certificate bundle of the team. */
  boolean hasCertificates() {
    return certificates.isPresent();
  }

  /** The function's security group; the login check adds the rules to reach a proxy. */
  ISecurityGroup securityGroup() {
    return securityGroup;
  }

  /**
   * Lets the function log in through a proxy; returns the policy that the login has to wait for.
   */
  IDependable allowLogin(Permission login) {
    return permissions.allowLogin(login);
  }

  private SubnetSelection subnets(AuroraCluster cluster) {
    Optional<Subnets> own =
        network
            .getSubnets()
            .or(cluster::functionSubnets)
            .map(chosen -> Subnets.of(cluster.getVpc(), Optional.of(chosen)));
    boolean isPublic = own.map(Subnets::isPublic).orElse(false);
    Guard.of("Cluster " + cluster.getCluster().getNode().getPath())
        .check(
            network.getSubnets().isPresent() ? !isPublic : !cluster.hasPublicSubnets(),
            "functionNetwork",
            "has public subnets, where a function reaches no AWS service; name private subnets of"
                + " the same VPC with FunctionNetwork.builder().subnets(...)");
    return own.orElseGet(cluster::subnets).selection();
  }

  private SecurityGroup securityGroup(AuroraCluster cluster) {
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(cluster.getVpc())
            .description("The function that prepares databases")
            .allowAllOutbound(false)
            .build();
    if (!network.isSecretsManagerEndpoint()) {
      group.addEgressRule(
          Peer.anyIpv4(), Port.HTTPS, "To Secrets Manager, by its interface endpoint or a NAT");
    }
    return group;
  }

  private void verifyAgainst(CertificateBundle bundle) {
    layers.add(bundle);
    configuration.verifyAgainst(bundle);
    if (!bundle.expired().isEmpty()) {
      Warning.on(
          this,
          "expiredCertificates",
          "the certificate bundle has certificates that have expired ("
              + String.join("; ", bundle.expired())
              + "); get a current bundle, in case the cluster's authority is a newer one.");
    }
  }

  private void checkSamePlace(Guard guard, FunctionNetwork requested) {
    boolean same =
        requested.getSubnets().isEmpty() || requested.getSubnets().equals(network.getSubnets());
    guard.check(
        same
            && (requested.getSecurityGroup().isEmpty()
                || requested.getSecurityGroup().equals(network.getSecurityGroup()))
            && (!requested.isSecretsManagerEndpoint() || network.isSecretsManagerEndpoint()),
        "functionNetwork",
        "differs from that of" + SHARED);
  }

  private void checkSameCertificates(Guard guard, Optional<CertificateBundle> requested) {
    guard.check(
        requested.isEmpty() || requested.equals(certificates),
        "certificateBundle",
        "differs from that of" + SHARED);
  }

  /**
   * Refuses a timeout of migrations if the function does not continue them in further invocations.
   */
  void checkContinuesMigrations(Guard guard) {
    guard.check(
        continuesMigrations, "migrationTimeout", "is set, and it is not on" + SHARED_TIMEOUT);
  }

  /**
   * Only one run at a time changes a cluster. If migrations continue in further invocations, a run
   * may take longer than another one waits, so the databases of a cluster are deployed one after
   * the other.
   */
  void deployInTurn(AuroraCluster cluster, CustomResource database) {
    if (continuesMigrations) {
      IDependable before = lastOfCluster.put(cluster.getWriter().getHostname(), database);
      if (before != null) {
        database.getNode().addDependency(before);
      }
    }
  }

  private void addSecretsManagerEndpoint(AuroraCluster cluster) {
    InterfaceVpcEndpoint endpoint =
        InterfaceVpcEndpoint.Builder.create(this, "SecretsManager")
            .vpc(cluster.getVpc())
            .service(InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
            .subnets(subnets)
            .build();
    function.getNode().addDependency(endpoint);
    ISecurityGroup group = endpoint.getConnections().getSecurityGroups().get(0);
    NagSuppression.on(group, NagSuppression.OPEN_TO_THE_VPC);
    if (network.getSecurityGroup().isEmpty()) {
      function.getNode().addDependency(egressTo(group));
    }
  }

  /**
   * A separate resource: with its first own rule the group would lose CDK's rule that denies all
   * traffic, and EC2 gives a group without egress rules one that allows all.
   */
  private CfnSecurityGroupEgress egressTo(ISecurityGroup endpoint) {
    return CfnSecurityGroupEgress.Builder.create(this, "ToSecretsManager")
        .groupId(securityGroup.getSecurityGroupId())
        .destinationSecurityGroupId(endpoint.getSecurityGroupId())
        .ipProtocol("tcp")
        .fromPort(HTTPS)
        .toPort(HTTPS)
        .description("To the interface endpoint of Secrets Manager")
        .build();
  }

  private LogGroup logGroup(String id, RetentionDays retention) {
    LogGroup group =
        LogGroup.Builder.create(this, id)
            .retention(retention)
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    NagSuppression.on(group, NagSuppression.ENCRYPTED_BY_CLOUDWATCH);
    return group;
  }
}
