package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** The proxy and all that makes it usable; its outputs are what a client needs to connect. */
public class AuroraProxyStack extends Stack {

  /** A proxy in front of the cluster, as the settings say. */
  public AuroraProxyStack(
      Construct scope, String id, StackProps props, AuroraCluster cluster, Settings settings) {
    super(scope, id, props);
    AuroraProxy proxy =
        new AuroraProxy(
            this,
            "Proxy",
            AuroraProxyProps.builder()
                .cluster(cluster)
                .proxyName(settings.proxyName())
                .databaseName(settings.databaseName())
                .userName(settings.userName())
                .privileges(settings.privileges())
                .migrations(settings.migrations())
                .databaseRemovalPolicy(settings.databaseRemovalPolicy())
                .adopt(settings.adopt())
                .databaseTls(settings.databaseTls())
                .idleClientTimeout(settings.idleClientTimeout())
                .logRetention(settings.logRetention())
                .alarmTopic(
                    settings
                        .alarmTopicArn()
                        .map(arn -> Topic.fromTopicArn(this, "AlarmTopic", arn)))
                .dashboard(settings.dashboard())
                .build());
    output("ProxyName", "Name of the proxy", proxy.getProxyName());
    output("ProxyArn", "ARN of the proxy", proxy.getProxy().getDbProxyArn());
    output("ProxyEndpoint", "Host to connect to", proxy.getProxy().getEndpoint());
    output("Port", "Port to connect to", port(cluster));
    output("DatabaseName", "The application's database", proxy.getDatabase().getDatabaseName());
    output("UserName", "The application's user", proxy.getUser().getUserName());
    output(
        "UserSecretArn",
        "Secret of the application's user, for the proxy",
        proxy.getUser().getSecret().getSecretArn());
    output(
        "WriterEndpoint",
        "Host of the cluster's writer, behind the proxy",
        cluster.getWriter().getHostname());
    output("Region", "Region of the stack", Aws.REGION);
  }

  private static String port(AuroraCluster cluster) {
    return Token.asString(cluster.getWriter().getPort());
  }

  private void output(String name, String description, String value) {
    CfnOutput.Builder.create(this, name).description(description).value(value).build();
  }
}
