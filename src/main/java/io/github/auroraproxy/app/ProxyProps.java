package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import io.github.auroraproxy.constructs.ExistingProxyProps;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.ProxyOptions;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.sns.Topic;

/** The settings as properties of the constructs. */
final class ProxyProps {

  private final Stack stack;
  private final Settings settings;
  private final ProxyOptions common;

  ProxyProps(Stack stack, AuroraCluster cluster, Settings settings) {
    this.stack = stack;
    this.settings = settings;
    common =
        AuroraProxyProps.builder()
            .cluster(cluster)
            .databaseName(settings.databaseName())
            .ownerName(settings.ownerName())
            .userName(settings.userName())
            .privileges(settings.privileges())
            .furtherUsers(settings.furtherUsers())
            .authenticationMode(settings.authenticationMode())
            .rotation(settings.rotation())
            .migrations(settings.migrations())
            .migrationTimeout(settings.migrationTimeout())
            .extensions(settings.extensions())
            .databaseRemovalPolicy(settings.databaseRemovalPolicy())
            .adopt(settings.adopt())
            .databaseTls(settings.databaseTls())
            .certificateBundle(settings.certificateBundle())
            .functionNetwork(functionNetwork())
            .loginCheck(settings.loginCheck())
            .logRetention(settings.logRetention())
            .alarmSet(settings.alarms())
            .alarmTopic(
                settings.alarmTopicArn().map(arn -> Topic.fromTopicArn(stack, "AlarmTopic", arn)))
            .alarmSettings(AlarmSettings.builder().proxyEvents(settings.proxyEvents()).build())
            .dashboard(settings.dashboard())
            .build();
  }

  AuroraProxyProps created() {
    return AuroraProxyProps.builder()
        .from(common)
        .proxyName(settings.proxyName())
        .idleClientTimeout(settings.idleClientTimeout())
        .connectionPool(settings.connectionPool())
        .readOnlyEndpoint(settings.readOnlyEndpoint())
        .connectPolicy(settings.connectPolicy())
        .debugLogging(settings.debugLogging())
        .build();
  }

  ExistingProxyProps existing(String proxyName) {
    return ExistingProxyProps.builder().from(common).proxyName(proxyName).build();
  }

  private FunctionNetwork functionNetwork() {
    return FunctionNetwork.builder()
        .secretsManagerEndpoint(settings.secretsManagerEndpoint())
        .securityGroup(
            settings
                .functionSecurityGroup()
                .map(id -> SecurityGroup.fromSecurityGroupId(stack, "FunctionSecurityGroup", id)))
        .build();
  }
}
