package io.github.auroraproxy.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.aws.AwsError;
import io.github.auroraproxy.operations.doctor.HealthyProxy;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every command does where AWS does not answer as one would like. */
class EveryCommandTest {

  @RegisterExtension final Commands commands = new Commands();

  /** A command line, and the first call that it makes. */
  enum Call {
    DISCOVER("discover --cluster orders", "rds:DescribeDBClusters"),
    CONNECT(
        "connect --proxy orders-proxy --user app_user --database testdb --print-token",
        "rds:DescribeDBProxies"),
    CONNECT_TO_STACK("connect --print-token", "cloudformation:DescribeStacks"),
    METRICS("metrics --proxy orders-proxy", "cloudwatch:GetMetricData"),
    DOCTOR("doctor --proxy orders-proxy", "rds:DescribeDBProxies");

    private final String line;
    private final String action;

    Call(String line, String action) {
      this.line = line;
      this.action = action;
    }
  }

  @ParameterizedTest
  @EnumSource
  void asksForARegion(Call call) {
    commands.unset("aws.region");

    Result result = run(call);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "No AWS region is set: give --region, or set AWS_REGION, or a region in"
                + " ~/.aws/config.");
  }

  @ParameterizedTest
  @EnumSource
  void asksForCredentials(Call call) {
    commands.unset("aws.accessKeyId");
    commands.unset("aws.secretAccessKey");

    assertOneSentence(run(call), "No AWS credentials were found: ");
  }

  @ParameterizedTest
  @EnumSource
  void saysThatCredentialsHaveExpired(Call call) {
    commands.server().failAll(AwsError.expiredToken());

    assertOneSentence(
        run(call), call.action + " failed because the AWS credentials have expired; sign in again");
  }

  @ParameterizedTest
  @EnumSource
  void saysThatCredentialsAreUnknown(Call call) {
    commands
        .server()
        .failAll(
            new AwsError(403, "InvalidClientTokenId", "The security token included is invalid."));

    assertOneSentence(
        run(call), call.action + " failed because AWS does not accept the credentials");
  }

  @ParameterizedTest
  @EnumSource
  void namesTheActionToAllow(Call call) {
    commands.server().refuse(call.action);

    assertOneSentence(
        run(call),
        call.action
            + " is not allowed to arn:aws:iam::111122223333:user/operator; allow this action in a"
            + " policy of the caller.");
  }

  @ParameterizedTest
  @EnumSource
  void repeatsAThrottledCall(Call call) {
    HealthyProxy.addTo(commands.account());
    commands
        .account()
        .addStack(
            "AuroraProxy",
            Map.of(
                "ProxyName", "orders-proxy",
                "ProxyEndpoint", "localhost",
                "DatabaseName", "testdb",
                "UserName", "app_user"));
    commands.server().failNext(call.action, 2, AwsError.throttling());

    Result result = run(call);

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(commands.server().calls(call.action)).hasSizeGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVER", "METRICS"})
  void saysThatNothingAnswers(Call call) {
    commands.server().close();

    assertOneSentence(run(call), call.action + " got no answer: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DISCOVER         | There is no database cluster in this account and region.",
        "CONNECT          | There is no proxy orders-proxy in us-east-1;",
        "CONNECT_TO_STACK | There is no stack AuroraProxy in us-east-1;",
        "METRICS          | CloudWatch has nothing on this proxy",
        "DOCTOR           | There is no proxy orders-proxy in us-east-1;"
      })
  void saysWhatAnEmptyAccountLacks(Call call, String sentence) {
    Result result = run(call);

    assertThat(result.out() + result.err()).contains(sentence);
  }

  private Result run(Call call) {
    return commands.run(call.line.split(" "));
  }

  private static void assertOneSentence(Result result, String beginning) {
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasLineCount(1).startsWith(beginning);
  }
}
