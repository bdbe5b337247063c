package com.example.orders;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.rds.AuroraPostgresClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraPostgresEngineVersion;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;

/** The CDK app of the orders team. */
public final class OrdersApp {

  static final String OWN_CLUSTER = "Orders";
  static final String LOOKED_UP_CLUSTER = "Shipping";
  static final String FOREIGN_PROXY = "Invoices";

  private OrdersApp() {}

  public static void main(String[] arguments) {
    App app = new App();
    addStacks(app);
    app.synth();
  }

  static void addStacks(App app) {
    proxyOfItsOwnCluster(new Stack(app, OWN_CLUSTER));
    proxyOfAClusterLookedUp(
        new Stack(
            app,
            LOOKED_UP_CLUSTER,
            StackProps.builder()
                .env(Environment.builder().account("444455556666").region("eu-west-1").build())
                .build()));
    alarmsOnAnotherTeamsProxy(new Stack(app, FOREIGN_PROXY));
  }

  private static void proxyOfItsOwnCluster(Stack stack) {
    DatabaseCluster cluster =
        DatabaseCluster.Builder.create(stack, "Cluster")
            .engine(
                DatabaseClusterEngine.auroraPostgres(
                    AuroraPostgresClusterEngineProps.builder()
                        .version(AuroraPostgresEngineVersion.VER_16_9)
                        .build()))
            .vpc(Vpc.Builder.create(stack, "Network").maxAzs(2).natGateways(1).build())
            .credentials(Credentials.fromGeneratedSecret("orders_admin"))
            .writer(ClusterInstance.serverlessV2("Writer"))
            .build();
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster)
        .databaseName("orders")
        .userName("orders")
        .migrations(Migrations.none())
        .build();
  }

  private static void proxyOfAClusterLookedUp(Stack stack) {
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AuroraCluster.fromLookup(stack, "Cluster", "shipping"))
        .databaseName("shipping")
        .userName("shipping")
        .migrations(Migrations.none())
        .build();
  }

  private static void alarmsOnAnotherTeamsProxy(Stack stack) {
    new ProxyAlarms(
        stack,
        "Alarms",
        ProxyAlarmsProps.builder().proxyName("invoices").alarmSet(AlarmSet.EXTENDED).build());
  }
}
