package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.NagSuppression;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.constructs.Construct;

/** The roles of the database function and of CDK's provider framework. */
final class FunctionRoles {

  /** The actions that Lambda performs with the function's role to connect it to the VPC. */
  private static final List<String> NETWORK_INTERFACE_ACTIONS =
      List.of(
          "ec2:CreateNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses");

  /** One document, since IAM refuses one without a statement and a function may read no secret. */
  private static final String PERMISSIONS = "Permissions";

  private FunctionRoles() {}

  /** Writing to this log group and nothing else; the document can be added to. */
  static PolicyDocument logging(ILogGroup logGroup) {
    PolicyDocument document = new PolicyDocument();
    document.addStatements(
        PolicyStatement.Builder.create()
            .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
            .resources(List.of(logGroup.getLogGroupArn()))
            .build());
    return document;
  }

  /** The function's role: in the VPC, and with permissions to which each database adds its own. */
  static Role ofFunction(Construct scope, PolicyDocument permissions) {
    Role role =
        role(
            scope,
            "Role",
            "Lets the database function log, join the VPC and read its secrets",
            Map.of("JoinVpc", networkInterfaces(), PERMISSIONS, permissions));
    NagSuppression.on(
        role,
        new NagSuppression(
            "AwsSolutions-IAM5",
            "Lambda attaches a function to a VPC with the function's role, EC2 takes no resource"
                + " for these actions, and the function's own code is denied them."));
    return role;
  }

  /** Calling this function and logging; the document can be added to. */
  static PolicyDocument calling(IFunction function, ILogGroup logGroup) {
    PolicyDocument permissions = logging(logGroup);
    permissions.addStatements(
        PolicyStatement.Builder.create()
            .actions(List.of("lambda:InvokeFunction", "lambda:GetFunction"))
            .resources(List.of(function.getFunctionArn()))
            .build());
    return permissions;
  }

  /** A role of the provider's, with these permissions. */
  static Role ofProvider(
      Construct scope, String id, String description, PolicyDocument permissions) {
    return role(scope, id, description, Map.of(PERMISSIONS, permissions));
  }

  private static Role role(
      Construct scope, String id, String description, Map<String, PolicyDocument> policies) {
    Role role =
        Role.Builder.create(scope, id)
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .description(description)
            .inlinePolicies(new TreeMap<>(policies))
            .build();
    NagSuppression.on(role, NagSuppression.INLINE_POLICY);
    return role;
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
