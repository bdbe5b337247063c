package io.github.auroraproxy.internal.policy;

import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Known;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The permission to log in with an IAM token as one user of a cluster or a proxy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html">
 *     A policy for IAM database access</a>
 */
public final class DatabaseLogin {

  /** In {@code arn:PARTITION:rds:REGION:ACCOUNT:db-proxy:prx-ID}. */
  private static final int RESOURCE_ID = 6;

  private DatabaseLogin() {}

  /** The resource id of a proxy, {@code prx-...}, by which policies name it. */
  public static String proxyId(String proxyArn) {
    return Known.isPending(proxyArn)
        ? DerivedName.whilePending(proxyArn)
        : Fn.select(RESOURCE_ID, Fn.split(":", proxyArn));
  }

  /**
   * @param resourceId of the cluster, {@code cluster-...}, or of the proxy, {@code prx-...}
   */
  public static Permission allowed(Construct scope, String resourceId, String userName) {
    return new Permission(
        "rds-db:connect",
        Stack.of(scope)
            .formatArn(
                ArnComponents.builder()
                    .service("rds-db")
                    .resource("dbuser")
                    .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                    .resourceName(resourceId + "/" + userName)
                    .build()));
  }
}
