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
 * CDK's provider framework, through which CloudFormation calls the database function.
 *
 * <p>It gets a state machine, which repeats invocations, only if migrations continue in further
 * invocations. Without one, a deployment has fewer resources and ends sooner, and the framework
 * itself handles the deletion after a failed creation. The service token is the same function in
 * both cases, since CloudFormation does not allow a custom resource to change it.
 */
public final class FunctionProvider {

  private static final Duration BETWEEN_INVOCATIONS = Duration.seconds(5);

  /** The longest time that CloudFormation waits; the function ends sooner, with the cause. */
  private static final Duration LONGEST = Duration.hours(1);

  private static final String STATE_MACHINE = "waiter-state-machine";

  private FunctionProvider() {}

  /**
   * @param scope the scope of the provider
   * @param function that it calls
   * @param logGroup that it logs to
   * @param continuesMigrations whether a request may take several invocations
   */
  public static Provider of(
      Construct scope, Function function, LogGroup logGroup, boolean continuesMigrations) {
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
    if (continuesMigrations) {
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
    if (continuesMigrations) {
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
