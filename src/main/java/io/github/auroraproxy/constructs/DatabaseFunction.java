package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * The function that prepares databases from inside the VPC, and the provider through which
 * CloudFormation calls it: one of each for a stack and VPC, shared by every database there.
 */
final class DatabaseFunction extends Construct {

  private static final String HANDLER =
      "io.github.auroraproxy.customresource.AuroraDatabaseHandler::handleRequest";

  /** The least that gives a whole vCPU: the start of a JVM is bound by the processor. */
  private static final int MEMORY_MEGABYTES = 1769;

  /** Room for a paused Serverless cluster to resume, or a failover to end. */
  private static final Duration TIMEOUT = Duration.minutes(5);

  /** What Lambda itself does with the function's role to place it in subnets. */
  private static final List<String> NETWORK_INTERFACE_ACTIONS =
      List.of(
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses");

  private final PolicyDocument readSecrets = new PolicyDocument();
  private final SecurityGroup securityGroup;
  private final String serviceToken;

  private DatabaseFunction(
      Construct scope, String id, AuroraCluster cluster, RetentionDays logRetention) {
    super(scope, id);
    LogGroup logGroup = logGroup("Logs", logRetention);
    securityGroup =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(cluster.getVpc())
            .description("The function that prepares databases")
            .allowAllOutbound(false)
            .build();
    securityGroup.addEgressRule(
        Peer.anyIpv4(), Port.HTTPS, "To Secrets Manager, by its interface endpoint or a NAT");
    Function function =
        Function.Builder.create(this, "Function")
            .description("Prepares the application's databases and their users")
            .runtime(Runtime.JAVA_25)
            .handler(HANDLER)
            .code(Code.fromAsset(FunctionArchive.file().toString()))
            .memorySize(MEMORY_MEGABYTES)
            .timeout(TIMEOUT)
            .vpc(cluster.getVpc())
            .vpcSubnets(SubnetSelection.builder().subnets(cluster.subnets().getSubnets()).build())
            .securityGroups(List.of(securityGroup))
            .role(functionRole(logGroup))
            .logGroup(logGroup)
            .loggingFormat(LoggingFormat.JSON)
            .build();
    serviceToken = provider(function, logRetention).getServiceToken();
    CreationSource.tag(this);
  }

  /** The function of the scope's stack and the cluster's VPC, created if it is the first. */
  static DatabaseFunction of(Construct scope, AuroraCluster cluster, RetentionDays logRetention) {
    Stack stack = Stack.of(scope);
    String id = "AuroraDatabaseFunction" + ClusterAccess.suffixOf(cluster.getVpc());
    return stack.getNode().tryFindChild(id) instanceof DatabaseFunction existing
        ? existing
        : new DatabaseFunction(stack, id, cluster, logRetention);
  }

  /** What a custom resource names to be handled by this function. */
  String serviceToken() {
    return serviceToken;
  }

  /** Lets the function read a secret. */
  void allowReading(ISecret secret) {
    SecretAccess.to(secret).forEach(readSecrets::addStatements);
  }

  /** Lets the function reach a cluster; asking again for the same cluster changes nothing. */
  ClusterAccess allowReaching(AuroraCluster cluster) {
    String id = "To" + ClusterAccess.suffixOf(cluster.getCluster());
    return getNode().tryFindChild(id) instanceof ClusterAccess existing
        ? existing
        : new ClusterAccess(this, id, cluster, securityGroup, "database function");
  }

  private LogGroup logGroup(String id, RetentionDays retention) {
    return LogGroup.Builder.create(this, id)
        .retention(retention)
        .removalPolicy(RemovalPolicy.DESTROY)
        .build();
  }

  private Role functionRole(LogGroup logGroup) {
    Role role =
        lambdaRole(
            "Role",
            "Lets the database function log, join the VPC and read its secrets",
            logGroup,
            Map.of("JoinVpc", networkInterfaces(), "ReadSecrets", readSecrets));
    NagSuppression.on(
        role,
        new NagSuppression(
            "AwsSolutions-IAM5",
            "Lambda attaches a function to a VPC with the function's role, EC2 takes no resource"
                + " for these actions, and the function's own code is denied them."));
    return role;
  }

  private Provider provider(Function function, RetentionDays logRetention) {
    LogGroup logGroup = logGroup("ProviderLogs", logRetention);
    PolicyDocument invoke = new PolicyDocument();
    invoke.addStatements(
        PolicyStatement.Builder.create()
            .actions(List.of("lambda:InvokeFunction", "lambda:GetFunction"))
            .resources(List.of(function.getFunctionArn()))
            .build());
    Role role =
        lambdaRole(
            "ProviderRole",
            "Lets the provider call the database function and log",
            logGroup,
            Map.of("Invoke", invoke));
    Provider provider =
        Provider.Builder.create(this, "Provider")
            .onEventHandler(function)
            // The framework would add every version of the function, with a wildcard.
            .frameworkOnEventRole(role.withoutPolicyUpdates())
            .logGroup(logGroup)
            .build();
    NagSuppression.on(
        provider.getNode().findChild("framework-onEvent"),
        new NagSuppression(
            "AwsSolutions-L1", "CDK chooses and updates the runtime of its provider framework."));
    return provider;
  }

  private Role lambdaRole(
      String id, String description, LogGroup logGroup, Map<String, PolicyDocument> policies) {
    PolicyDocument log = new PolicyDocument();
    log.addStatements(
        PolicyStatement.Builder.create()
            .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
            .resources(List.of(logGroup.getLogGroupArn()))
            .build());
    Map<String, PolicyDocument> all = new TreeMap<>(policies);
    all.put("Log", log);
    return Role.Builder.create(this, id)
        .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
        .description(description)
        .inlinePolicies(all)
        .build();
  }

  private static PolicyDocument networkInterfaces() {
    PolicyDocument document = new PolicyDocument();
    document.addStatements(
        networkInterfaceStatement(Effect.ALLOW).build(),
        // Lambda's own calls don't carry the function's ARN; only those of the function's code do.
        networkInterfaceStatement(Effect.DENY)
            .conditions(Map.of("Null", Map.of("lambda:SourceFunctionArn", "false")))
            .build());
    return document;
  }

  private static PolicyStatement.Builder networkInterfaceStatement(Effect effect) {
    return PolicyStatement.Builder.create()
        .effect(effect)
        .actions(NETWORK_INTERFACE_ACTIONS)
        .resources(List.of("*"));
  }
}
