package io.github.auroraproxy.operations.aws;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Explains calls of AWS that failed. */
public final class AwsFailures {

  private static final Set<String> REFUSED =
      Set.of(
          "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");
  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Set<String> UNKNOWN_CALLER =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "AuthFailure");
  private static final Pattern CALLER_AND_ACTION =
      Pattern.compile("User: (\\S+) is not authorized to perform: ([\\w-]+:\\w+)");

  private AwsFailures() {}

  /** Whether the caller's policies don't allow the call. */
  public static boolean isAccessDenied(SdkException failure) {
    return failure instanceof AwsServiceException answered && REFUSED.contains(code(answered));
  }

  /** Whether AWS answered with this error code. */
  public static boolean isCode(SdkException failure, String code) {
    return failure instanceof AwsServiceException answered && code(answered).equals(code);
  }

  /** Which call failed, why, and what to do. */
  public static String explain(SdkException failure) {
    if (failure instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
      return explainAnswer(answered);
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Unable to load credentials")) {
      return "No AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY; for a profile of IAM Identity Center, export them first with"
          + " 'aws configure export-credentials --format env'.";
    }
    return message;
  }

  private static String explainAnswer(AwsServiceException failure) {
    String action = failure.awsErrorDetails().serviceName();
    String code = code(failure);
    String message = String.valueOf(failure.awsErrorDetails().errorMessage());
    if (EXPIRED.contains(code)) {
      return action
          + " failed because the AWS credentials have expired; sign in again, for instance with"
          + " 'aws sso login', or renew AWS_SESSION_TOKEN.";
    }
    if (UNKNOWN_CALLER.contains(code)) {
      return action
          + " failed because AWS does not accept the credentials ("
          + code
          + "); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE.";
    }
    if (REFUSED.contains(code)) {
      Matcher named = CALLER_AND_ACTION.matcher(message);
      return named.find() ? refusal(named.group(2), named.group(1)) : refusal(action, "the caller");
    }
    if (failure.isThrottlingException()) {
      return action + " was throttled by AWS again and again; try later.";
    }
    return action + " failed: " + message + " (" + code + ")";
  }

  private static String refusal(String action, String caller) {
    return "%s is not allowed to %s; allow this action in a policy of the caller."
        .formatted(action, caller);
  }

  private static String code(AwsServiceException failure) {
    return failure.awsErrorDetails() == null
        ? ""
        : String.valueOf(failure.awsErrorDetails().errorCode());
  }
}
