package io.github.auroraproxy.operations.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.aws.AwsAccount;
import java.time.Duration;
import java.util.Arrays;

/** A proxy of which nothing is wrong, with its cluster, client, secret, role and alarms. */
public final class HealthyProxy {

  public static final String SECRET =
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-proxy-user";
  public static final String ROLE = "arn:aws:iam::111122223333:role/orders-proxy-role";
  public static final String PROXY_GROUP = "sg-0a9b8c7d6e5f40312";
  public static final String CLUSTER_GROUP = "sg-0c1a2b3c4d5e6f708";
  public static final String CLIENT_GROUP = "sg-0d1e2f3a4b5c6d7e8";
  public static final String CONNECT_ARN =
      "arn:aws:rds-db:us-east-1:111122223333:dbuser:prx-0123456789abcdef0/app_user";

  private static final int PORT = 5432;

  private HealthyProxy() {}

  /** Adds {@code orders-proxy} in front of {@code orders}. */
  public static void addTo(AwsAccount account) {
    addTo(account, PORT);
  }

  /** The same, on a port that is not PostgreSQL's. */
  public static void addTo(AwsAccount account, int port) {
    account
        .addCluster("orders")
        .put("DbClusterResourceId", "cluster-ORDERSRESOURCE")
        .put("Port", String.valueOf(port));
    account.addProxy("orders-proxy", "orders");
    account.addSecret(SECRET, "app_user");
    account.identities().addRole("orders-proxy-role");
    for (String group : new String[] {PROXY_GROUP, CLUSTER_GROUP, CLIENT_GROUP}) {
      account.network().addSecurityGroup(group);
    }
    account.network().allow(CLIENT_GROUP, "ipPermissionsEgress", port, PROXY_GROUP);
    account.network().allow(PROXY_GROUP, "ipPermissions", port, CLIENT_GROUP);
    account.network().allow(PROXY_GROUP, "ipPermissionsEgress", port, CLUSTER_GROUP);
    account.network().allow(CLUSTER_GROUP, "ipPermissions", port, PROXY_GROUP);
    recordDirectConnections(account, 0);
    addAlarms(account);
  }

  /** Lets clients hold connections to the writer past the proxy, for the last hour. */
  public static void recordDirectConnections(AwsAccount account, double count) {
    double[] values = new double[12];
    Arrays.fill(values, count);
    account
        .metricData()
        .record("direct", Commands.NOW.minusSeconds(3600 + 128), Duration.ofMinutes(5), values);
  }

  private static void addAlarms(AwsAccount account) {
    account.addAlarm(
        ratio(
            "pool-utilization-high",
            "GreaterThanThreshold",
            80,
            "DatabaseConnections",
            "MaxDatabaseConnectionsAllowed"));
    account.addAlarm(
        ratio(
            "multiplexing-low",
            "LessThanThreshold",
            2,
            "ClientConnections",
            "DatabaseConnections"));
    ObjectNode latency =
        account.addAlarm(
            """
            {"AlarmName": "orders-proxy-query-latency-high", "StateValue": "OK",
             "ComparisonOperator": "GreaterThanThreshold",
             "Namespace": "AWS/RDS", "MetricName": "QueryResponseLatency",
             "Dimensions": [{"Name": "ProxyName", "Value": "orders-proxy"}]}
            """);
    latency.put("Threshold", 1_000_000.0);
  }

  private static String ratio(
      String name, String comparison, int threshold, String dividend, String divisor) {
    return """
        {"AlarmName": "orders-proxy-%s", "StateValue": "OK", "ComparisonOperator": "%s",
         "Threshold": %s.0, "Metrics": [
          {"Id": "dividend", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": 300,
            "Metric": {"Namespace": "AWS/RDS", "MetricName": "%s",
                       "Dimensions": [{"Name": "ProxyName", "Value": "orders-proxy"}]}}},
          {"Id": "divisor", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": 300,
            "Metric": {"Namespace": "AWS/RDS", "MetricName": "%s",
                       "Dimensions": [{"Name": "ProxyName", "Value": "orders-proxy"}]}}},
          {"Id": "ratio", "Expression": "dividend / divisor"}]}
        """
        .formatted(name, comparison, String.valueOf(threshold), dividend, divisor);
  }
}
