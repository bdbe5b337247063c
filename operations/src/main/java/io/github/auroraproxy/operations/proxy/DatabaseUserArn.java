package io.github.auroraproxy.operations.proxy;

import software.amazon.awssdk.arns.Arn;

/**
 * What {@code rds-db:connect} is allowed on.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html">IAM
 *     policy for database access</a>
 */
public final class DatabaseUserArn {

  private DatabaseUserArn() {}

  /** To log in to a proxy as a user. */
  public static String ofProxy(String proxyArn, String user) {
    Arn arn = Arn.fromString(proxyArn);
    return of(arn, arn.resource().resource(), user);
  }

  /** To log in to a cluster, in the proxy's account and region, as a user. */
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
