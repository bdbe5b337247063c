package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.RotationSchedule;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;

/** Secrets Manager's hosted single-user rotation of one user's password, from inside the VPC. */
final class PasswordRotation extends Construct {

  private static final long MOST_DAYS = 1000;

  /** As the first password: nothing that would have to be escaped in a URL. */
  private static final String EXCLUDED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  PasswordRotation(
      Construct scope,
      String id,
      Guard guard,
      AuroraCluster cluster,
      ISecret secret,
      Duration every) {
    super(scope, id);
    guard.between("rotation", every.toHours().longValue(), 24, MOST_DAYS * 24, "hours");
    SecurityGroup group =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(cluster.getVpc())
            .description("The function that rotates the password of a database user")
            .allowAllOutbound(false)
            .build();
    group.addEgressRule(
        Peer.anyIpv4(), Port.HTTPS, "To Secrets Manager, by its interface endpoint or a NAT");
    RotationSchedule schedule =
        RotationSchedule.Builder.create(this, "Schedule")
            .secret(secret)
            .automaticallyAfter(every)
            .hostedRotation(
                HostedRotation.postgreSqlSingleUser(
                    SingleUserHostedRotationOptions.builder()
                        .vpc(cluster.getVpc())
                        .vpcSubnets(
                            SubnetSelection.builder()
                                .subnets(cluster.subnets().getSubnets())
                                .build())
                        .securityGroups(List.of(group))
                        .excludeCharacters(EXCLUDED)
                        .build()))
            .build();
    schedule
        .getNode()
        .addDependency(
            NetworkAccess.toCluster(this, "ToCluster", cluster, group, "password rotation"));
  }
}
