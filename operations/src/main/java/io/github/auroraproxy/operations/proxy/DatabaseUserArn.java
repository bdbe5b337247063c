package io.github.auroraproxy.operations.proxy;

import software.amazon.awssdk.arns.Arn;

/**
 * The ARN of a database user, on which {@code rds-db:connect} is allowed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html">IAM
 *     policy for database access</a>
 */
public final class DatabaseUserArn {

  private DatabaseUserArn() {}

  /** The ARN of a user of a proxy. */
  public static String ofProxy(String proxyArn, String user) {
    Arn arn = Arn.fromString(proxyArn);
    return of(arn, arn.resource().resource(), user);
  }

  /** The ARN of a user of a cluster in the account and region of the proxy. */
  public static String ofCluster(String proxyArn, String clusterResourceId, String user) {
    return of(Arn.fromString(proxyArn), clusterResourceId, user);
  }

  private static String of(Arn proxy, String resourceId, String user) {
    return "arn:%s:rds-db:%s:%s:dbuser:%s/%s"
        .formatted(
            proxy.partition(),
            proxy.region().orElseThrow(),
            proxy.accountId().orElseThrow(),
            resourceId,
            user);
  }
}
