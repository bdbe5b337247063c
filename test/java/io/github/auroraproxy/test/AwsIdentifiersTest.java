package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.AuroraProxyApp;
import io.github.auroraproxy.app.Setting;
import io.github.auroraproxy.app.Settings;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterLookup;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.LoginCheckProps;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import io.github.auroraproxy.constructs.monitoring.ProxyMetrics;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.SecurityGroup;

/**
 * Regions, partitions and ARNs may be new to this library; only what is certainly wrong is refused.
 */
class AwsIdentifiersTest {

  private static final String ARN =
      "arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0";

  private static final String NO_ARN =
      ": proxyName is '" + ARN + "', which is an ARN; use the name, as RDS shows it.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us-east-1",
        "eusc-de-east-1",
        "us-gov-west-1",
        "cn-northwest-1",
        "us-isob-east-1"
      })
  void aRegionOfAnyPartition(String region) {
    assertThat(settings(Map.of("region", region)).get(Setting.REGION)).contains(region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-east-1a", "useast1", "US-EAST-1", "us-east"})
  void whatIsNoRegion(String region) {
    assertThatThrownBy(() -> settings(Map.of("region", region)))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Context: region is '" + region + "'; use an AWS region, such as us-east-1.");
  }

  @ParameterizedTest
  @CsvSource({"eusc-de-east-1, aws-eusc", "us-gov-west-1, aws-us-gov", "cn-northwest-1, aws-cn"})
  @Tag("evaluation-cluster")
  void theAppSynthesizesInEveryPartition(String region, String partition) {
    App app = CdkApp.create(Map.of("region", region));
    AuroraProxyApp.addStacks(app);

    SynthesizedTemplate template = SynthesizedTemplate.of(app, AuroraProxyApp.PROXY_STACK);

    assertThat(template.json().toString()).doesNotContain("\"arn:aws:");
    assertThat(partition).startsWith("aws-");
  }

  @Test
  void anArnWhereTheMetricsHaveTheNameWouldMakeAlarmsThatAreOkForEver() {
    Stack stack = new Stack(CdkApp.create(), "Shop");

    refused(
        () -> new ProxyAlarms(stack, "Alarms", ProxyAlarmsProps.builder().proxyName(ARN).build()),
        "ProxyAlarms Shop/Alarms" + NO_ARN);
    refused(
        () ->
            new ProxyDashboard(
                stack, "Dashboard", ProxyDashboardProps.builder().proxyName(ARN).build()),
        "ProxyDashboard Shop/Dashboard" + NO_ARN);
    refused(() -> new ProxyMetrics(ARN), "ProxyMetrics" + NO_ARN);
  }

  @Test
  void aNameWhereThePoliciesHaveTheArn() {
    Stack stack = new Stack(CdkApp.create(), "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));

    refused(
        () ->
            new LoginCheck(
                stack,
                "Login",
                LoginCheckProps.builder()
                    .cluster(cluster)
                    .proxyName("orders")
                    .proxyArn("orders")
                    .endpoint("orders.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com")
                    .databaseName("orders")
                    .userNames(List.of("orders"))
                    .securityGroups(
                        List.of(
                            SecurityGroup.fromSecurityGroupId(
                                stack, "Group", "sg-0123456789abcdef0")))
                    .build()),
        "LoginCheck Shop/Login: proxyArn is 'orders', which is no proxy's ARN; use"
            + " arn:aws:rds:REGION:ACCOUNT:db-proxy:prx-ID, with the partition of your region.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds-db-12345",
        "admin"
      })
  void aPartOfASecretsArn(String arn) {
    Stack stack = stack();

    refused(
        () -> lookUp(stack, arn),
        "Cluster aurora-demo: adminSecretArn is '"
            + arn
            + "', which is no complete ARN of a secret; use"
            + " arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf, as 'aws secretsmanager"
            + " describe-secret' shows it.");
  }

  @Test
  void aPartOfASecretsArnThatOnlyLooksComplete() {
    Stack stack = stack();
    lookUp(stack, "arn:aws:secretsmanager:us-east-1:111122223333:secret:my-secret");

    Annotations.fromStack(stack)
        .hasWarning(
            "/Shop/Cluster",
            Match.stringLikeRegexp("adminSecretArn ends in '-secret', which looks like .*"));
  }

  @Test
  void aCompleteArnOfASecretIsNotWarnedOf() {
    Stack stack = stack();
    lookUp(stack, "arn:aws:secretsmanager:us-east-1:111122223333:secret:my-secret-AbCdEf");

    Annotations.fromStack(stack)
        .hasNoWarning("/Shop/Cluster", Match.stringLikeRegexp("adminSecretArn .*"));
  }

  private static void lookUp(Stack stack, String secret) {
    AuroraClusterLookup lookup =
        AuroraClusterLookup.builder().clusterName("aurora-demo").adminSecretArn(secret).build();
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AuroraCluster.fromLookup(stack, "Cluster", lookup))
        .build();
  }

  private static Stack stack() {
    return new Stack(
        CdkApp.create(Map.of(), CdkApp.answers()),
        "Shop",
        StackProps.builder()
            .env(Environment.builder().account("111122223333").region("us-east-1").build())
            .build());
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.from(values::get);
  }

  private static void refused(ThrowingCallable mistake, String sentence) {
    assertThatThrownBy(mistake).isInstanceOf(InvalidPropertyException.class).hasMessage(sentence);
  }
}
