package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.network.Subnets;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.rds.CfnDBProxy;
import software.constructs.Construct;

/** The proxy, with its role and its log group. */
final class ProxyResource {

  private final Construct scope;
  private final AuroraProxyProps props;
  private final String proxyName;
  private final ILogGroup logGroup;

  ProxyResource(Construct scope, AuroraProxyProps props, String proxyName) {
    this.scope = scope;
    this.props = props;
    this.proxyName = proxyName;
    this.logGroup = props.getLogGroup().orElseGet(() -> logs(props.getLogRetention()));
  }

  /** The log group of the proxy. */
  ILogGroup logGroup() {
    return logGroup;
  }

  CfnDBProxy create(List<AppUser> users, Subnets subnets, List<ISecurityGroup> securityGroups) {
    CfnDBProxy.Builder builder =
        CfnDBProxy.Builder.create(scope, "Proxy")
            .dbProxyName(proxyName)
            .engineFamily("POSTGRESQL")
            .requireTls(true)
            .idleClientTimeout(props.getIdleClientTimeout().toSeconds())
            .vpcSubnetIds(subnets.ids())
            .vpcSecurityGroupIds(
                securityGroups.stream().map(ISecurityGroup::getSecurityGroupId).toList())
            .endpointNetworkType(props.getEndpointNetworkType().map(Enum::name).orElse(null))
            .targetConnectionNetworkType(
                props.getTargetConnectionNetworkType().map(Enum::name).orElse(null));
    if (props.isDebugLogging()) {
      builder.debugLogging(true);
    }
    AuthenticationMode mode = props.getAuthenticationMode();
    // If an update leaves out this property, CloudFormation's handler keeps its old value.
    builder.defaultAuthScheme(mode.hasIam() ? "IAM_AUTH" : "NONE");
    if (mode.hasSecrets()) {
      builder.auth(users.stream().map(ProxyResource::bySecret).toList());
    }
    ProxyRole role =
        new ProxyRole(
            scope,
            "Role",
            ProxyRoleProps.builder()
                .cluster(props.getCluster())
                .users(users)
                .roleName(props.getRoleName())
                .path(props.getRolePath())
                .permissionsBoundary(props.getPermissionsBoundary())
                .build());
    CfnDBProxy proxy = builder.roleArn(role.getRole().getRoleArn()).build();
    proxy.getNode().addDependency(role);
    if (props.getLogGroup().isEmpty()) {
      proxy.getNode().addDependency(logGroup);
    }
    return proxy;
  }

  private static CfnDBProxy.AuthFormatProperty bySecret(AppUser user) {
    return CfnDBProxy.AuthFormatProperty.builder()
        .authScheme("SECRETS")
        .iamAuth("REQUIRED")
        // RDS's own default; set explicitly, so that no drift is reported.
        .clientPasswordAuthType("POSTGRES_SCRAM_SHA_256")
        .secretArn(user.getSecret().getSecretArn())
        .build();
  }

  private LogGroup logs(RetentionDays retention) {
    LogGroup group =
        LogGroup.Builder.create(scope, "Logs")
            .logGroupName("/aws/rds/proxy/" + proxyName)
            .retention(retention)
            .encryptionKey(props.getLogGroupEncryptionKey().orElse(null))
            // A retained log group would make the creation of a proxy of the same name fail.
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    if (props.getLogGroupEncryptionKey().isEmpty()) {
      NagSuppression.on(group, NagSuppression.ENCRYPTED_BY_CLOUDWATCH);
    }
    return group;
  }
}
