package io.github.auroraproxy.operations.aws;

import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Puts the name of the action into each failure, since AWS's answers often lack it. */
final class FailureInterceptor implements ExecutionInterceptor {

  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.exception() instanceof AwsServiceException failure
        && failure.awsErrorDetails() != null) {
      return failure.toBuilder()
          .awsErrorDetails(
              failure.awsErrorDetails().toBuilder().serviceName(action(attributes)).build())
          .build();
    }
    if (context.exception() instanceof SdkClientException failure) {
      return failure.toBuilder()
          .message(action(attributes) + " got no answer: " + failure.getMessage())
          .build();
    }
    return context.exception();
  }

  /** The call as IAM names it, such as {@code rds:DescribeDBClusters}. */
  private static String action(ExecutionAttributes attributes) {
    return attributes
            .getAttribute(SdkExecutionAttribute.SERVICE_NAME)
            .replace(" ", "")
            .toLowerCase(Locale.ROOT)
        + ":"
        + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
  }
}
