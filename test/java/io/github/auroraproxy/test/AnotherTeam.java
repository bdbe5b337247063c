package io.github.auroraproxy.test;

import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.rds.AuroraPostgresClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraPostgresEngineVersion;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IClusterEngine;
import software.constructs.Construct;

/** Resources of another team: a VPC with a NAT, a cluster with a port of its own, a function. */
public final class AnotherTeam {

  public static final IClusterEngine POSTGRESQL =
      DatabaseClusterEngine.auroraPostgres(
          AuroraPostgresClusterEngineProps.builder()
              .version(AuroraPostgresEngineVersion.VER_16_9)
              .build());

  private AnotherTeam() {}

  public static Vpc vpc(Construct scope) {
    return Vpc.Builder.create(scope, "Network").maxAzs(2).natGateways(1).build();
  }

  /** A cluster that CloudFormation names, with a secret that CDK generated. */
  public static DatabaseCluster cluster(Construct scope, Vpc vpc) {
    return DatabaseCluster.Builder.create(scope, "Orders")
        .engine(POSTGRESQL)
        .port(6543)
        .vpc(vpc)
        .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
        .credentials(Credentials.fromGeneratedSecret("admin_of_orders"))
        .iamAuthentication(true)
        .storageEncrypted(true)
        .writer(ClusterInstance.serverlessV2("Writer"))
        .build();
  }

  public static Function function(Stack stack, IVpc vpc) {
    return Function.Builder.create(stack, "Function")
        .runtime(Runtime.NODEJS_22_X)
        .handler("index.handler")
        .code(Code.fromInline("exports.handler = async () => {}"))
        .vpc(vpc)
        .build();
  }
}
