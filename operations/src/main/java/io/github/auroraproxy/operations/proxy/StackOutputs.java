package io.github.auroraproxy.operations.proxy;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.aws.AwsFailures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The outputs of a CloudFormation stack. */
final class StackOutputs {

  private final Map<String, String> values;

  private StackOutputs(Map<String, String> values) {
    this.values = values;
  }

  static StackOutputs of(String stack, AwsClients aws) {
    return new StackOutputs(
        describe(stack, aws).stream()
            .flatMap(found -> found.outputs().stream())
            .collect(Collectors.toMap(Output::outputKey, Output::outputValue)));
  }

  private static List<Stack> describe(String stack, AwsClients aws) {
    try {
      return aws.cloudFormation().describeStacks(request -> request.stackName(stack)).stacks();
    } catch (CloudFormationException e) {
      if (AwsFailures.isCode(e, "ValidationError")) {
        throw new ProblemException(
            "There is no stack %s in %s; name yours with --stack, or the proxy with --proxy."
                .formatted(stack, aws.region()),
            e);
      }
      throw e;
    }
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }
}
