package io.github.auroraproxy.operations.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.aws.AwsAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test spoils exactly one thing of a proxy that is all right, and names what is found. */
class DoctorCommandTest {

  private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();
  private static final String PROXY = "orders-proxy";
  private static final String CLUSTER = "orders";
  private static final String SECRET = HealthyProxy.SECRET;
  private static final String PROXY_GROUP = HealthyProxy.PROXY_GROUP;
  private static final String CLUSTER_GROUP = HealthyProxy.CLUSTER_GROUP;
  private static final String CLIENT_GROUP = HealthyProxy.CLIENT_GROUP;

  @RegisterExtension final Commands commands = new Commands();

  @BeforeEach
  void everythingIsWell() {
    HealthyProxy.addTo(account());
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    Result result = commands.run("doctor", "--proxy", PROXY, "--user", "app_user");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("OK      Targets: orders-writer (READ_WRITE) is AVAILABLE.")
        .contains("SKIPPED Database users: User and database of the application are not known.")
        .doesNotContain("PROBLEM", "WARNING");
  }

  @Test
  void showsNoSecret() {
    assertThat(commands.run("doctor", "--proxy", PROXY, "--user", "app_user").out())
        .doesNotContain("Never-Shown-1");
  }

  // Targets

  @Test
  void aPasswordThatTheDatabaseRefuses() {
    health().put("State", "UNAVAILABLE").put("Reason", "AUTH_FAILURE");

    assertProblem(
        "Targets", "orders-writer (READ_WRITE) is UNAVAILABLE: AUTH_FAILURE.", "password");
  }

  @Test
  void aDatabaseThatIsNotReachable() {
    health()
        .put("State", "UNAVAILABLE")
        .put("Reason", "UNREACHABLE")
        .put("Description", "DBProxy Target is waiting");

    assertProblem("Targets", "UNREACHABLE, DBProxy Target is waiting.", "security group");
  }

  @Test
  void aProxyThatIsStillScaling() {
    health().put("State", "REGISTERING").put("Reason", "PENDING_PROXY_CAPACITY");

    assertWarning("Targets", "REGISTERING: PENDING_PROXY_CAPACITY.", "wait some minutes");
  }

  @Test
  void aProxyWithoutTargets() {
    account().targets(PROXY).removeAll();

    assertProblem(
        "Targets", "The target group 'default' has no target.", "register-db-proxy-targets");
  }

  @Test
  void aProxyThatIsNotAvailable() {
    account().proxy(PROXY).put("Status", "incompatible-network");

    assertProblem("Targets", "The proxy is incompatible-network.", "subnets");
  }

  // Cluster

  @Test
  void aStoppedCluster() {
    account().cluster(CLUSTER).put("Status", "stopped");

    assertProblem("Cluster", "orders is stopped.", "start it");
  }

  @Test
  void anEngineThatIsTooOld() {
    account().cluster(CLUSTER).put("EngineVersion", "10.21");

    assertProblem("Cluster", "orders runs aurora-postgresql 10.21.", "upgrade the cluster");
  }

  @Test
  void anEngineThatIsNewerThanKnown() {
    account().cluster(CLUSTER).put("EngineVersion", "19.1");

    assertWarning("Cluster", "orders runs aurora-postgresql 19.1.", "table of engines");
  }

  @Test
  void aServerlessClusterThatIsMeantToPause() {
    account()
        .cluster(CLUSTER)
        .set(
            "ServerlessV2ScalingConfiguration",
            AwsAccount.json("{\"MinCapacity\": 0, \"MaxCapacity\": 4}"));

    assertWarning(
        "Cluster", "Serverless v2 from 0.0 to 4.0 ACU.", "with a proxy attached it never");
  }

  @Test
  void skipsTheClusterOfAProxyInFrontOfASingleInstance() {
    account().target(PROXY).remove("TrackedClusterId");

    Result result = run();

    assertThat(result.exitCode()).isZero();
    assertThat(findings(result))
        .filteredOn(finding -> finding.verdict() == Verdict.SKIPPED)
        .extracting(Finding::check)
        .containsExactly("Cluster", "Database users", "Bypass");
  }

  // TLS and authentication

  @Test
  void tokensWithoutTls() {
    account().proxy(PROXY).put("RequireTLS", "false");

    assertProblem("TLS and authentication", "does not require TLS", "--require-tls");
  }

  @Test
  void aUserWhoseTokensAreNotAccepted() {
    auth().put("IAMAuth", "DISABLED");

    assertProblem("TLS and authentication", "IAM tokens are not accepted", "IAMAuth=REQUIRED");
  }

  @Test
  void endToEndIamOnAClusterWithoutIam() {
    account().proxy(PROXY).put("DefaultAuthScheme", "IAM_AUTH").putArray("Auth");
    account().cluster(CLUSTER).put("IAMDatabaseAuthenticationEnabled", "false");

    assertProblem(
        "TLS and authentication",
        "the cluster's IAM authentication is off",
        "--enable-iam-database-authentication");
  }

  // Secrets

  @Test
  void aUserWithoutASecret() {
    Result result = commands.run("doctor", "--json", "--proxy", PROXY, "--user", "other");

    assertThat(result.exitCode()).isEqualTo(1);
    Finding finding = onlyBad(result);
    assertThat(finding.check()).isEqualTo("Secrets");
    assertThat(finding.evidence()).isEqualTo("No registered secret has the username other.");
    assertThat(finding.remedy().orElseThrow())
        .contains("This RDS proxy has no credentials for the role other");
  }

  @Test
  void aSecretThatWasCreatedAgain() {
    account().removeSecret(SECRET);

    Result result = commands.run("doctor", "--json", "--proxy", PROXY, "--user", "app_user");

    assertThat(bad(result))
        .extracting(Finding::evidence)
        .containsExactly(
            SECRET + " is registered in the proxy, but does not exist.",
            "No registered secret has the username app_user.");
  }

  @Test
  void aSecretThatIsScheduledForDeletion() {
    account().secret(SECRET).put("DeletedDate", 1767323045);

    Result result = commands.run("doctor", "--json", "--proxy", PROXY);

    assertThat(bad(result))
        .extracting(Finding::evidence)
        .containsExactly(SECRET + " is scheduled for deletion.");
  }

  @Test
  void aSecretWithoutAUsername() {
    account().secret(SECRET).put("SecretString", "just-a-password");

    Result result = commands.run("doctor", "--json", "--proxy", PROXY);

    assertThat(bad(result))
        .extracting(Finding::evidence)
        .containsExactly(SECRET + " is not a JSON object with username and password.");
    assertThat(result.out()).doesNotContain("just-a-password");
  }

  @Test
  void twoSecretsOfOneUser() {
    account().addSecret(SECRET + "-2", "app_user");
    ((ArrayNode) account().proxy(PROXY).get("Auth"))
        .addObject()
        .put("AuthScheme", "SECRETS")
        .put("IAMAuth", "REQUIRED")
        .put("SecretArn", SECRET + "-2");

    assertWarning("Secrets", "are of app_user.", "one secret per user");
  }

  // Proxy's role

  @Test
  void aRoleThatMayNotReadTheSecret() {
    account().identities().deny(HealthyProxy.ROLE, "secretsmanager:GetSecretValue");

    assertProblem(
        "Proxy's role",
        HealthyProxy.ROLE + " may not secretsmanager:GetSecretValue " + SECRET + " (implicitDeny).",
        "Allow secretsmanager:GetSecretValue on " + SECRET);
  }

  @Test
  void aRoleThatMayNotUseTheSecretsKey() {
    String key = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d";
    account().secret(SECRET).put("KmsKeyId", key);
    account().identities().deny(HealthyProxy.ROLE, "kms:Decrypt");

    assertProblem("Proxy's role", "may not kms:Decrypt " + key, "Allow kms:Decrypt on " + key);
    assertThat(commands.server().calls("iam:SimulatePrincipalPolicy"))
        .anySatisfy(
            call ->
                assertThat(call.toString())
                    .contains("kms:ViaService", "secretsmanager.us-east-1.amazonaws.com"));
  }

  @Test
  void aRoleThatDoesNotExist() {
    account().identities().removeRole("orders-proxy-role");

    assertProblem("Proxy's role", "does not exist", "modify-db-proxy --role-arn");
  }

  @Test
  void aRoleThatTrustsSomebodyElse() {
    account()
        .identities()
        .trust(
            account().identities().role("orders-proxy-role"),
            "{\"Statement\": [{\"Principal\": {\"Service\": \"ec2.amazonaws.com\"}}]}");

    assertProblem("Proxy's role", "does not name rds.amazonaws.com", "assume the role");
  }

  @Test
  void aRoleWhoseTrustHasAConditionThatRdsProxyNeverMeets() {
    account()
        .identities()
        .trust(
            account().identities().role("orders-proxy-role"),
            """
            {"Statement": [{"Principal": {"Service": "rds.amazonaws.com"},
              "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}]}""");

    assertProblem(
        "Proxy's role", "has a condition on aws:SourceAccount", "without global condition");
  }

  /** So it is while the authentication mode is switched. */
  @Test
  void aProxyWithBothWaysNeedsToReadItsSecretsAsWell() {
    account().proxy(PROXY).put("DefaultAuthScheme", "IAM_AUTH");
    account().cluster(CLUSTER).put("IAMDatabaseAuthenticationEnabled", "true");
    account().identities().deny(HealthyProxy.ROLE, "secretsmanager:GetSecretValue");

    assertProblem(
        "Proxy's role",
        HealthyProxy.ROLE + " may not secretsmanager:GetSecretValue " + SECRET + " (implicitDeny).",
        "Allow secretsmanager:GetSecretValue on " + SECRET);
  }

  @Test
  void aRoleThatMayNotLogInToTheClusterWithIam() {
    account().proxy(PROXY).put("DefaultAuthScheme", "IAM_AUTH").putArray("Auth");
    account().identities().deny(HealthyProxy.ROLE, "rds-db:connect");

    assertProblem(
        "Proxy's role",
        "may not rds-db:connect"
            + " arn:aws:rds-db:us-east-1:111122223333:dbuser:cluster-ORDERSRESOURCE/app_user",
        "Allow rds-db:connect");
  }

  // Client's policy

  @Test
  void aCallerWhoMayNotLogIn() {
    account().identities().deny(AwsAccount.CALLER, "rds-db:connect");

    assertProblem(
        "Client's policy",
        AwsAccount.CALLER + " may not rds-db:connect " + HealthyProxy.CONNECT_ARN,
        "Allow rds-db:connect on " + HealthyProxy.CONNECT_ARN);
  }

  @Test
  void aSessionWhoseRoleMayNotLogIn() {
    account().identities().callAs("arn:aws:sts::111122223333:assumed-role/deployer/session");
    account()
        .identities()
        .addRole("deployer")
        .put("Arn", "arn:aws:iam::111122223333:role/team/deployer");
    account().identities().deny("arn:aws:iam::111122223333:role/team/deployer", "rds-db:connect");

    assertProblem(
        "Client's policy",
        "arn:aws:iam::111122223333:role/team/deployer may not",
        "rds-db:connect");
  }

  @Test
  void anApplicationThatMayNotLogIn() {
    String application = "arn:aws:iam::111122223333:role/orders";
    account().identities().deny(application, "rds-db:connect");

    Result result =
        commands.run(
            "doctor", "--json", "--proxy", PROXY, "--user", "app_user", "--principal", application);

    assertThat(onlyBad(result).evidence()).startsWith(application + " may not rds-db:connect");
  }

  // Network

  @Test
  void aClusterThatDoesNotAdmitTheProxy() {
    rules(CLUSTER_GROUP, "ipPermissions").removeAll();

    assertProblem(
        "Network",
        "From the proxy to the cluster on port 5432: no ingress rule of ["
            + CLUSTER_GROUP
            + "] allows it.",
        "authorize-security-group-ingress --group-id " + CLUSTER_GROUP);
  }

  @Test
  void aProxyThatMayNotSend() {
    rules(PROXY_GROUP, "ipPermissionsEgress").removeAll();

    assertProblem(
        "Network",
        "no egress rule of [" + PROXY_GROUP + "] allows it.",
        "authorize-security-group-egress --group-id " + PROXY_GROUP);
  }

  @Test
  void aClusterThatAdmitsTheProxyOnAnotherPort() {
    ((ObjectNode) rules(CLUSTER_GROUP, "ipPermissions").get(0))
        .put("fromPort", 3306)
        .put("toPort", 3306);

    assertProblem("Network", "no ingress rule of [" + CLUSTER_GROUP + "]", "FromPort=5432");
  }

  @Test
  void noProblemWhereTheClusterAdmitsTheProxysSubnets() {
    rules(CLUSTER_GROUP, "ipPermissions").removeAll();
    allowRange(CLUSTER_GROUP, "10.0.0.0/16");

    assertThat(bad(run())).isEmpty();
  }

  @Test
  void aClusterThatAdmitsOneOfTheProxysTwoSubnets() {
    rules(CLUSTER_GROUP, "ipPermissions").removeAll();
    allowRange(CLUSTER_GROUP, "10.0.0.0/24");

    assertProblem("Network", "no ingress rule of [" + CLUSTER_GROUP + "]", "ingress");
  }

  @Test
  void aProxyThatAdmitsNobody() {
    rules(PROXY_GROUP, "ipPermissions").removeAll();

    assertProblem(
        "Network",
        "No ingress rule of [" + PROXY_GROUP + "] opens port 5432 to anybody.",
        "authorize-security-group-ingress");
  }

  @Test
  void aProxyThatDoesNotAdmitThisClient() {
    account().network().addSecurityGroup("sg-0f00000000000000f");
    account().network().allow("sg-0f00000000000000f", "ipPermissionsEgress", 5432, PROXY_GROUP);

    Result result =
        commands.run(
            "doctor",
            "--json",
            "--proxy",
            PROXY,
            "--user",
            "app_user",
            "--client-security-group",
            "sg-0f00000000000000f");

    assertThat(onlyBad(result).evidence())
        .isEqualTo(
            "From the client to the proxy on port 5432: no ingress rule of ["
                + PROXY_GROUP
                + "] allows it.");
  }

  @Test
  void noProblemOnTheWayOfTheClientThatTheProxyAdmits() {
    Result result =
        commands.run(
            "doctor",
            "--proxy",
            PROXY,
            "--user",
            "app_user",
            "--client-security-group",
            CLIENT_GROUP);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("From the client to the proxy on port 5432: open.");
  }

  // Bypass

  @Test
  void clientsThatBypassTheProxy() {
    HealthyProxy.recordDirectConnections(account(), 4);

    assertWarning("Bypass", "4.0 connections to the writer", "pg_stat_activity");
  }

  // Alarms

  @Test
  void aMissingAlarm() {
    account().removeAlarm("orders-proxy-multiplexing-low");

    assertWarning("Alarms", "No alarm watches the multiplexing of orders-proxy.", "ProxyAlarms");
  }

  @Test
  void anAlarmThatIsRinging() {
    account()
        .alarm("orders-proxy-pool-utilization-high")
        .put("StateValue", "ALARM")
        .put("StateReason", "Threshold Crossed: 3 datapoints");

    assertWarning("Alarms", "is ringing: Threshold Crossed: 3 datapoints", "aurora-proxy metrics");
  }

  @Test
  void aLatencyAlarmThatTakesMicrosecondsForMilliseconds() {
    account().alarm("orders-proxy-query-latency-high").put("Threshold", 1000.0);

    assertWarning("Alarms", "goes off at 1000, which are microseconds.", "1000000 for one second");
  }

  @Test
  void aPoolAlarmThatDividesASumByAMaximum() {
    ((ObjectNode) account().alarm("orders-proxy-pool-utilization-high").at("/Metrics/1/MetricStat"))
        .put("Stat", "Maximum");

    assertWarning("Alarms", "divides different statistics: [Maximum, Sum].", "Use Sum for both");
  }

  @Test
  void noAlarmsOfOtherProxies() {
    account().addProxy("another-proxy", CLUSTER);

    Result result = commands.run("doctor", "--json", "--proxy", "another-proxy");

    assertThat(findings(result)).filteredOn(finding -> finding.check().equals("Alarms")).hasSize(3);
  }

  // What can't be looked at

  @Test
  void skipsSimulationsThatAreNotAllowed() {
    commands.server().refuse("iam:SimulatePrincipalPolicy");

    Result result = run();

    assertThat(result.exitCode()).isZero();
    assertThat(findings(result))
        .filteredOn(finding -> finding.verdict() == Verdict.SKIPPED)
        .extracting(Finding::check)
        .containsExactly("Database users", "Proxy's role", "Client's policy");
    assertThat(result.out()).contains("iam:SimulatePrincipalPolicy is not allowed to arn:aws:iam");
  }

  @Test
  void skipsTheClientsPolicyWithoutAUser() {
    Result result = commands.run("doctor", "--proxy", PROXY);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("SKIPPED Client's policy: The database user is not known.");
  }

  @Test
  void namesAProxyThatDoesNotExist() {
    Result result = commands.run("doctor", "--proxy", "nothing");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "There is no proxy nothing in us-east-1; name yours with --proxy, or its stack with"
                + " --stack.");
  }

  private void assertProblem(String check, String evidence, String remedy) {
    assertFinding(Verdict.PROBLEM, 1, check, evidence, remedy);
  }

  private void assertWarning(String check, String evidence, String remedy) {
    assertFinding(Verdict.WARNING, 0, check, evidence, remedy);
  }

  private void assertFinding(
      Verdict verdict, int exitCode, String check, String evidence, String remedy) {
    Result result = run();
    assertThat(result.exitCode()).isEqualTo(exitCode);
    Finding finding = onlyBad(result);
    assertThat(finding.verdict()).isEqualTo(verdict);
    assertThat(finding.check()).isEqualTo(check);
    assertThat(finding.evidence()).contains(evidence);
    assertThat(finding.remedy().orElseThrow()).contains(remedy);
  }

  private Result run() {
    return commands.run("doctor", "--json", "--proxy", PROXY, "--user", "app_user");
  }

  private static Finding onlyBad(Result result) {
    List<Finding> bad = bad(result);
    assertThat(bad).hasSize(1);
    return bad.get(0);
  }

  private static List<Finding> bad(Result result) {
    return findings(result).stream()
        .filter(
            finding -> finding.verdict() == Verdict.PROBLEM || finding.verdict() == Verdict.WARNING)
        .toList();
  }

  private static List<Finding> findings(Result result) {
    assertThat(result.err()).isEmpty();
    try {
      List<Finding> findings = new ArrayList<>();
      for (JsonNode finding : JSON.readTree(result.out()).path("findings")) {
        findings.add(JSON.treeToValue(finding, Finding.class));
      }
      return findings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AwsAccount account() {
    return commands.account();
  }

  private ObjectNode health() {
    return (ObjectNode) account().target(PROXY).get("TargetHealth");
  }

  private ObjectNode auth() {
    return (ObjectNode) account().proxy(PROXY).get("Auth").get(0);
  }

  private ArrayNode rules(String group, String direction) {
    return (ArrayNode) account().network().securityGroup(group).get(direction);
  }

  private void allowRange(String group, String cidr) {
    ObjectNode rule = rules(group, "ipPermissions").addObject();
    rule.put("ipProtocol", "-1").putArray("ipRanges").addObject().put("cidrIp", cidr);
  }
}
