package io.github.auroraproxy.operations.proxy;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.operations.aws.AwsClients;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DbProxyNotFoundException;

/** The proxies of an account and region. */
public final class Proxies {

  private Proxies() {}

  /**
   * The proxy of that name.
   *
   * @throws ProblemException if there is none
   */
  public static DBProxy named(String name, AwsClients aws) {
    try {
      return aws.rds().describeDBProxies(request -> request.dbProxyName(name)).dbProxies().get(0);
    } catch (DbProxyNotFoundException e) {
      throw new ProblemException(
          "There is no proxy %s in %s; name yours with --proxy, or its stack with --stack."
              .formatted(name, aws.region()),
          e);
    }
  }
}
