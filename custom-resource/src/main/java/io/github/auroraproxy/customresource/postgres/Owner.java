package io.github.auroraproxy.customresource.postgres;

/**
 * Who may drop an object: one custom resource of one stack.
 *
 * @param stackId the ARN of the CloudFormation stack
 * @param logicalResourceId the resource in it
 */
public record Owner(String stackId, String logicalResourceId) {

  @Override
  public String toString() {
    return stackId + "#" + logicalResourceId;
  }
}
