package io.github.auroraproxy.test;

import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.constructs.Construct;

/** The code that another team writes to put a proxy in front of its own cluster. */
class UsingTheConstruct extends Stack {

  UsingTheConstruct(Construct scope, String id, DatabaseCluster cluster) {
    super(scope, id);
    Function orders = AnotherTeam.function(this, cluster.getVpc());

    AuroraProxy proxy =
        AuroraProxy.Builder.create(this, "Proxy")
            .cluster(cluster)
            .databaseName("shop")
            .userName("orders")
            .privileges(Privileges.READ_WRITE)
            .migrations(Migrations.none())
            .build();

    proxy.allowClient(orders, "orders");
    orders.addEnvironment("DATABASE_HOST", proxy.getEndpoint());
  }
}
