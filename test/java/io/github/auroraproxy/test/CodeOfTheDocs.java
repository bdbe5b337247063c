package io.github.auroraproxy.test;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterAttributes;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.IDatabaseCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** The code of the pages in {@code docs}, so that it compiles; each page has a stack of its own. */
final class CodeOfTheDocs {

  private CodeOfTheDocs() {}

  /** {@code blue-green.md}. */
  static AuroraCluster blueGreen(IDatabaseCluster cluster, IVpc vpc, ISecret adminSecret) {
    return AuroraCluster.fromAttributes(
        cluster,
        AuroraClusterAttributes.builder()
            .vpc(vpc)
            .adminSecret(adminSecret)
            .addFurtherResourceIds("cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            .build());
  }

  /** {@code monitoring.md}. */
  @SuppressWarnings("UnusedVariable")
  static final class Monitoring extends Stack {

    Monitoring(Construct scope, String id) {
      super(scope, id);
      ProxyAlarms alarms =
          new ProxyAlarms(
              this,
              "Alarms",
              ProxyAlarmsProps.builder().proxyName("invoices").alarmSet(AlarmSet.EXTENDED).build());
    }
  }

  /** {@code network.md}. */
  static final class Network extends Stack {

    Network(Construct scope, String id, DatabaseCluster cluster) {
      super(scope, id);
      AuroraProxy.Builder.create(this, "Proxy")
          .cluster(cluster)
          .functionNetwork(
              FunctionNetwork.builder()
                  .subnets(
                      SubnetSelection.builder().subnetType(SubnetType.PRIVATE_WITH_EGRESS).build())
                  .secretsManagerEndpoint(true)
                  .build())
          .build();
    }
  }

  /** {@code users-and-migrations.md}. */
  static final class UsersAndMigrations extends Stack {

    UsersAndMigrations(Construct scope, String id, DatabaseCluster cluster) {
      super(scope, id);
      AuroraProxy.Builder.create(this, "Proxy")
          .cluster(cluster)
          .userName("orders")
          .connectionLimit(50)
          .settings(Map.of("statement_timeout", "5s"))
          .furtherUsers(
              ProxyUser.builder().userName("reports").privileges(Privileges.READ_ONLY).build())
          .migrations(Migrations.fromDirectory("migrations"))
          .build();
    }
  }
}
