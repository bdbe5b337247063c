package io.github.auroraproxy.app;

import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.ExistingProxy;
import io.github.auroraproxy.constructs.ExistingProxyProps;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.Warning;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.constructs.Construct;

/**
 * The stack with the proxy and everything that makes it usable. Its outputs are what a client needs
 * to connect.
 */
public class AuroraProxyStack extends Stack {

  /**
   * Creates a proxy in front of the cluster, or completes an existing proxy, as the settings say.
   *
   * @param cluster finds the cluster from within this stack
   */
  public AuroraProxyStack(
      Construct scope,
      String id,
      StackProps props,
      Function<Stack, AuroraCluster> cluster,
      Settings settings) {
    super(scope, id, props);
    AuroraCluster found = cluster.apply(this);
    ProxyProps common = new ProxyProps(this, found, settings);
    settings
        .get(Setting.PROXY)
        .ifPresentOrElse(
            name -> completeExisting(common.ofExistingProxy(name)),
            () -> {
              warnOfSubnets(settings);
              createNew(common.ofNewProxy());
            });
    output(
        "WriterEndpoint",
        "Host of the cluster's writer, behind the proxy",
        found.getWriter().getHostname());
    output("Port", "Port to connect to", Known.asText(found.getWriter().getPort()));
    output("Region", "Region of the stack", Aws.REGION);
  }

  private void warnOfSubnets(Settings settings) {
    if (!settings.get(Setting.SUBNETS).isEmpty() && settings.get(Setting.PROXY_NAME).isEmpty()) {
      Warning.on(
          this,
          "subnets",
          "subnets are set without proxyName: other subnets would replace the proxy, which"
              + " CloudFormation can't do under the same name; set proxyName too, and change"
              + " both together.");
    }
  }

  private void createNew(AuroraProxyProps props) {
    AuroraProxy proxy = new AuroraProxy(this, "Proxy", props);
    proxyOutputs(proxy.getProxyName(), proxy.getProxyArn(), proxy.getEndpoint());
    output("ProxyOwner", "Stack that made the proxy, and would delete it", Aws.STACK_NAME);
    databaseOutputs(proxy.getDatabase(), proxy.getUsers());
    proxy
        .getReadOnlyEndpoint()
        .ifPresent(host -> output("ReadOnlyEndpoint", "Host to read from the readers", host));
    if (!proxy.getConnectPolicies().isEmpty()) {
      output(
          "ConnectPolicyArns",
          "Policies that together allow people to log in, separated by commas",
          proxy.getConnectPolicies().stream()
              .map(IManagedPolicy::getManagedPolicyArn)
              .collect(Collectors.joining(",")));
    }
  }

  private void completeExisting(ExistingProxyProps props) {
    ExistingProxy proxy = new ExistingProxy(this, "Proxy", props);
    proxyOutputs(proxy.getProxyName(), proxy.getProxyArn(), proxy.getEndpoint());
    databaseOutputs(proxy.getDatabase(), proxy.getUsers());
    proxy
        .getRegistrationCommand()
        .ifPresent(
            command ->
                output(
                    "RegisterSecrets",
                    "Run this once the proxy's role may read the users' secrets",
                    command));
  }

  private void proxyOutputs(String name, String arn, String endpoint) {
    output("ProxyName", "Name of the proxy", name);
    output("ProxyArn", "ARN of the proxy", arn);
    output("ProxyEndpoint", "Host to connect to", endpoint);
  }

  private void databaseOutputs(ApplicationDatabase database, List<AppUser> users) {
    output("DatabaseName", "The application's database", database.getDatabaseName());
    AppUser first = users.get(0);
    output("UserName", "The application's user", first.getUserName());
    if (users.size() > 1) {
      output(
          "FurtherUserNames",
          "More users of the database",
          users.stream().skip(1).map(AppUser::getUserName).collect(Collectors.joining(",")));
    }
    if (first.getAuthenticationMode() != AuthenticationMode.END_TO_END_IAM) {
      output(
          "UserSecretArn",
          "Secret of the application's user, for the proxy",
          first.getSecret().getSecretArn());
    }
  }

  private void output(String name, String description, String value) {
    CfnOutput.Builder.create(this, name).description(description).value(value).build();
  }
}
