package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.RotationSchedule;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;

/** Secrets Manager's hosted single-user rotation of a user's password, in the cluster's VPC. */
final class PasswordRotation extends Construct {

  private static final long MOST_DAYS = 1000;
  private static final long MILLISECONDS_PER_MINUTE = 60_000;

  /** Excluded from the first password, too: characters that have to be escaped in a URL. */
  private static final String EXCLUDED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  PasswordRotation(
      Construct scope,
      String id,
      Guard guard,
      AuroraCluster cluster,
      ISecret secret,
      Duration every) {
    super(scope, id);
    checkInterval(guard, every);
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
                        .vpcSubnets(cluster.subnets().selection())
                        .securityGroups(List.of(group))
                        .excludeCharacters(EXCLUDED)
                        .build()))
            .build();
    schedule.getNode().addDependency(cluster.allowAccess(this, group, "password rotation"));
  }

  private static void checkInterval(Guard guard, Duration every) {
    guard.known("rotation", every, "Duration.days(30)");
    long minutes = every.toMilliseconds().longValue() / MILLISECONDS_PER_MINUTE;
    guard.check(
        minutes % 60 == 0, "rotation", "is " + minutes + " minutes; use a whole number of hours");
    guard.between("rotation", minutes / 60, 24, MOST_DAYS * 24, "hours");
  }
}
