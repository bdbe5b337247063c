package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.NagSuppression;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.customresources.WaiterStateMachine;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * CDK's provider framework, which stands between CloudFormation and the database function.
 *
 * <p>Only where migrations go on in further invocations does it get a state machine that repeats
 * them. Without, a deployment has fewer parts, ends sooner, and the framework keeps the deletion
 * after a failed creation to itself. The service token is the same function either way, since
 * CloudFormation refuses a custom resource another one.
 */
public final class FunctionProvider {

  private static final Duration BETWEEN_INVOCATIONS = Duration.seconds(5);

  /** As long as CloudFormation waits at most: the function ends sooner, and says why. */
  private static final Duration LONGEST = Duration.hours(1);

  private static final String STATE_MACHINE = "waiter-state-machine";

  private FunctionProvider() {}

  /**
   * @param scope in which it stands
   * @param function that it calls
   * @param logGroup that it logs to
   * @param goesOn whether a request may take several invocations
   */
  public static Provider of(Construct scope, Function function, LogGroup logGroup, boolean goesOn) {
    PolicyDocument permissions = FunctionRoles.calling(function, logGroup);
    Role role =
        FunctionRoles.ofProvider(
            scope,
            "ProviderRole",
            "Lets the provider call the database function and log",
            permissions);
    Provider.Builder builder =
        Provider.Builder.create(scope, "Provider")
            .onEventHandler(function)
            // The framework would add every version of the function, with a wildcard.
            .frameworkOnEventRole(role.withoutPolicyUpdates())
            .logGroup(logGroup);
    if (goesOn) {
      builder
          .isCompleteHandler(function)
          .queryInterval(BETWEEN_INVOCATIONS)
          .totalTimeout(LONGEST)
          // One role for both would need the state machine, and the state machine the role.
          .frameworkCompleteAndTimeoutRole(
              FunctionRoles.ofProvider(
                      scope,
                      "FurtherInvocationsRole",
                      "Lets the provider call the database function again and log",
                      FunctionRoles.calling(function, logGroup))
                  .withoutPolicyUpdates());
    }
    Provider provider = builder.build();
    justifyFramework(provider.getNode().findChild("framework-onEvent"));
    justifyInvocation(function);
    if (goesOn) {
      justifyFramework(provider.getNode().findChild("framework-isComplete"));
      justifyFramework(provider.getNode().findChild("framework-onTimeout"));
      WaiterStateMachine stateMachine =
          (WaiterStateMachine) provider.getNode().findChild(STATE_MACHINE);
      justify(stateMachine);
      permissions.addStatements(
          PolicyStatement.Builder.create()
              .actions(List.of("states:StartExecution"))
              .resources(List.of(stateMachine.getStateMachineArn()))
              .build());
    }
    return provider;
  }

  private static void justify(WaiterStateMachine stateMachine) {
    NagSuppression.on(
        stateMachine.getNode().findChild("Resource"),
        new NagSuppression(
            "AwsSolutions-SF1",
            "The functions that the state machine calls log each call, and it does nothing else."),
        new NagSuppression(
            "AwsSolutions-SF2",
            "The state machine repeats one call, whose log says more than a trace of it."));
    IConstruct policy =
        stateMachine.getNode().findChild("Role").getNode().findChild("DefaultPolicy");
    NagSuppression.on(
        policy,
        NagSuppression.INLINE_POLICY,
        new NagSuppression(
            "AwsSolutions-IAM5",
            "CDK's provider framework lets its state machine call any version of the framework's"
                + " own functions, and these have one."));
  }

  private static void justifyFramework(IConstruct framework) {
    NagSuppression.on(
        framework,
        new NagSuppression(
            "AwsSolutions-L1", "CDK chooses and updates the runtime of its provider framework."),
        new NagSuppression(
            "NIST.800.53.R5-LambdaInsideVPC",
            "The framework answers CloudFormation from outside the VPC, so that the database"
                + " function needs no way out of it."));
    justifyInvocation(framework);
  }

  private static void justifyInvocation(IConstruct function) {
    NagSuppression.on(
        function,
        new NagSuppression(
            "NIST.800.53.R5-LambdaConcurrency",
            "CloudFormation calls the function once per resource and deployment, which needs no"
                + " concurrency of its own."),
        new NagSuppression(
            "NIST.800.53.R5-LambdaDLQ",
            "The function is called synchronously and its failure fails the deployment, so no event"
                + " is ever left for a queue."));
  }
}
