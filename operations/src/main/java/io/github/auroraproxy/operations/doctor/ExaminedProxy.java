package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.proxy.DatabaseUserArn;
import io.github.auroraproxy.operations.proxy.Proxies;
import io.github.auroraproxy.operations.proxy.ProxyTarget;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.DbClusterNotFoundException;

/**
 * A proxy with its targets and its cluster, as RDS describes them.
 *
 * @param user the application's database user, if it is known
 * @param database the application's database, if it is known
 * @param principal the ARN of the user or role that logs in; empty for the caller
 * @param clientSecurityGroup the security group of the client, if it is known
 * @param cluster empty if the proxy has no cluster
 */
record ExaminedProxy(
    AwsClients aws,
    DBProxy proxy,
    List<DBProxyTarget> targets,
    Optional<DBCluster> cluster,
    Optional<String> user,
    Optional<String> database,
    Optional<String> principal,
    Optional<String> clientSecurityGroup) {

  private static final int DEFAULT_PORT = 5432;
  private static final String END_TO_END_IAM = "IAM_AUTH";

  static ExaminedProxy describe(
      AwsClients aws,
      ProxyTarget target,
      Optional<String> user,
      Optional<String> database,
      Optional<String> principal,
      Optional<String> clientSecurityGroup) {
    DBProxy proxy = Proxies.named(target.proxyName(), aws);
    List<DBProxyTarget> targets =
        aws
            .rds()
            .describeDBProxyTargetsPaginator(request -> request.dbProxyName(proxy.dbProxyName()))
            .targets()
            .stream()
            .toList();
    return new ExaminedProxy(
        aws,
        proxy,
        targets,
        cluster(aws, targets),
        user.or(target::user),
        database.or(target::database),
        principal,
        clientSecurityGroup);
  }

  private static Optional<DBCluster> cluster(AwsClients aws, List<DBProxyTarget> targets) {
    return targets.stream()
        .map(
            target ->
                target.trackedClusterId() == null
                    ? target.rdsResourceId()
                    : target.trackedClusterId())
        .findFirst()
        .flatMap(name -> describe(aws, name));
  }

  private static Optional<DBCluster> describe(AwsClients aws, String name) {
    try {
      return aws
          .rds()
          .describeDBClusters(request -> request.dbClusterIdentifier(name))
          .dbClusters()
          .stream()
          .findFirst();
    } catch (DbClusterNotFoundException e) {
      // The target is an instance of its own.
      return Optional.empty();
    }
  }

  /**
   * Whether the proxy logs in to the database with IAM, too, and needs no secrets. While the
   * authentication mode is switched, it has them nevertheless.
   */
  boolean isEndToEndIam() {
    return END_TO_END_IAM.equals(proxy.defaultAuthScheme());
  }

  int port() {
    return cluster.map(DBCluster::port).orElse(DEFAULT_PORT);
  }

  /** The resource on which a client needs {@code rds-db:connect}, to log in to the proxy. */
  String connectArn(String databaseUser) {
    return DatabaseUserArn.ofProxy(proxy.dbProxyArn(), databaseUser);
  }

  /**
   * The resource on which the proxy's role needs {@code rds-db:connect}, to log in to the cluster.
   */
  String clusterConnectArn(String databaseUser) {
    return DatabaseUserArn.ofCluster(
        proxy.dbProxyArn(), cluster.map(DBCluster::dbClusterResourceId).orElse("*"), databaseUser);
  }
}
