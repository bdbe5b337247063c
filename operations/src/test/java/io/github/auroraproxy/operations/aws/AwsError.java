package io.github.auroraproxy.operations.aws;

/** An error as AWS answers it. */
public final class AwsError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  public AwsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** What IAM says to a caller without the permission. */
  static AwsError accessDenied(String action) {
    return new AwsError(
        403,
        action.startsWith("ec2:") ? "UnauthorizedOperation" : "AccessDenied",
        "User: arn:aws:iam::111122223333:user/operator is not authorized to perform: "
            + action
            + " because no identity-based policy allows the "
            + action
            + " action");
  }

  public static AwsError throttling() {
    return new AwsError(400, "Throttling", "Rate exceeded");
  }

  public static AwsError expiredToken() {
    return new AwsError(
        403, "ExpiredToken", "The security token included in the request is expired");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
