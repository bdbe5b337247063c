package io.github.auroraproxy.app;

import io.github.auroraproxy.internal.NagSuppression;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.rds.AuroraPostgresClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraPostgresEngineVersion;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IClusterEngine;
import software.constructs.Construct;

/**
 * A small Aurora PostgreSQL Serverless v2 cluster in a VPC of its own, to evaluate the proxy with.
 *
 * <p>By default it is deleted with its data when the stack is deleted. With {@link
 * Setting#DELETION_PROTECTION} the cluster refuses deletion, and leaves a final snapshot once the
 * protection is taken off by hand.
 *
 * <p>The VPC has isolated subnets only: no internet gateway, no NAT, and an interface endpoint for
 * the one service that the database function calls.
 */
public class EvaluationClusterStack extends Stack {

  /** The newest version that both Aurora and RDS Proxy support. */
  private static final IClusterEngine ENGINE =
      DatabaseClusterEngine.auroraPostgres(
          AuroraPostgresClusterEngineProps.builder()
              .version(AuroraPostgresEngineVersion.VER_17_9)
              .build());

  private static final String MASTER_USER = "postgres_admin";

  private static final String NO_FLOW_LOGS =
      "Nothing in this VPC can reach or be reached from outside it, so flow logs would show the"
          + " evaluation's own connections only.";

  private static final String DELETABLE =
      "An evaluation cluster is deleted when the evaluation is over; the setting deletionProtection"
          + " protects it.";

  /** In Aurora capacity units: the least there is, since an attached proxy prevents pausing. */
  private static final double LEAST_CAPACITY = 0.5;

  private static final double MOST_CAPACITY = 4;
  private static final int CIDR_MASK = 24;

  private final DatabaseCluster cluster;

  /** Creates the cluster with the name and the protection of the settings. */
  public EvaluationClusterStack(Construct scope, String id, StackProps props, Settings settings) {
    super(scope, id, props);
    Vpc vpc = vpc(settings.get(Setting.AVAILABILITY_ZONES));
    cluster = cluster(vpc, settings);
    addSecretsManagerEndpoint(vpc);
  }

  /** The cluster. */
  public DatabaseCluster getCluster() {
    return cluster;
  }

  private Vpc vpc(List<String> zones) {
    Vpc.Builder builder =
        Vpc.Builder.create(this, "Vpc")
            .ipAddresses(IpAddresses.cidr("10.0.0.0/16"))
            .natGateways(0)
            .subnetConfiguration(
                List.of(
                    SubnetConfiguration.builder()
                        .name("Isolated")
                        .subnetType(SubnetType.PRIVATE_ISOLATED)
                        .cidrMask(CIDR_MASK)
                        .build()));
    Vpc vpc = (zones.isEmpty() ? builder.maxAzs(2) : builder.availabilityZones(zones)).build();
    NagSuppression.on(
        vpc,
        new NagSuppression("AwsSolutions-VPC7", NO_FLOW_LOGS),
        new NagSuppression("NIST.800.53.R5-VPCFlowLogsEnabled", NO_FLOW_LOGS));
    return vpc;
  }

  private static void addSecretsManagerEndpoint(Vpc vpc) {
    InterfaceVpcEndpoint endpoint =
        vpc.addInterfaceEndpoint(
            "SecretsManager",
            InterfaceVpcEndpointOptions.builder()
                .service(InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
                .subnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .build());
    NagSuppression.on(
        endpoint.getConnections().getSecurityGroups().get(0), NagSuppression.OPEN_TO_THE_VPC);
  }

  private DatabaseCluster cluster(Vpc vpc, Settings settings) {
    boolean isProtected = settings.get(Setting.DELETION_PROTECTION);
    DatabaseCluster created =
        DatabaseCluster.Builder.create(this, "Cluster")
            .clusterIdentifier(settings.get(Setting.EVALUATION_CLUSTER))
            .engine(ENGINE)
            .writer(ClusterInstance.serverlessV2("Writer"))
            .serverlessV2MinCapacity(LEAST_CAPACITY)
            .serverlessV2MaxCapacity(MOST_CAPACITY)
            .vpc(vpc)
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .credentials(Credentials.fromUsername(MASTER_USER))
            .manageMasterUserPassword(true)
            .iamAuthentication(true)
            .storageEncrypted(true)
            .deletionProtection(isProtected)
            .removalPolicy(isProtected ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY)
            .build();
    NagSuppression.on(
        created,
        new NagSuppression("AwsSolutions-RDS10", DELETABLE),
        new NagSuppression("NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled", DELETABLE),
        new NagSuppression(
            "NIST.800.53.R5-RDSLoggingEnabled",
            "The cluster's logs stay with the cluster, so that nothing outlives the evaluation."),
        new NagSuppression(
            "AwsSolutions-RDS11",
            "The cluster is reachable only from security groups named in its own, where another"
                + " port would protect nothing."));
    NagSuppression.on(
        created.getNode().findChild("Writer"),
        new NagSuppression(
            "NIST.800.53.R5-RDSEnhancedMonitoringEnabled",
            "CloudWatch's own metrics are enough to evaluate a proxy, and enhanced monitoring is"
                + " billed."),
        new NagSuppression(
            "NIST.800.53.R5-RDSInBackupPlan",
            "Aurora backs the cluster up by itself, and the data of an evaluation needs no further"
                + " copy."));
    return created;
  }
}
