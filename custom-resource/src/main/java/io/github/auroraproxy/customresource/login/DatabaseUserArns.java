package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import software.amazon.awssdk.regions.Region;

/**
 * The ARNs on which {@code rds-db:connect} is needed.
 *
 * @param partition such as {@code aws}
 * @param account the account's number
 * @param region the proxy's
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html">Creating
 *     and using an IAM policy for IAM database access</a>
 */
public record DatabaseUserArns(String partition, String account, Region region) {

  private static final int PARTITION = 1;
  private static final int ACCOUNT = 4;

  /**
   * @param stackId the ARN of the proxy's stack, which is in the same account
   * @param region the proxy's
   */
  public static DatabaseUserArns of(String stackId, Region region) {
    String[] parts = stackId.split(":");
    return parts.length > ACCOUNT
        ? new DatabaseUserArns(parts[PARTITION], parts[ACCOUNT], region)
        : new DatabaseUserArns(region.metadata().partition().id(), "*", region);
  }

  String of(LoginCheckProperties login, Identifier user) {
    return "arn:%s:rds-db:%s:%s:dbuser:%s/%s"
        .formatted(partition, region, account, login.proxyResourceId(), user);
  }
}
