package io.github.auroraproxy.test;

import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.AppUserProps;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.ExistingProxy;
import io.github.auroraproxy.constructs.ExistingProxyProps;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.LoginCheckProps;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyRole;
import io.github.auroraproxy.constructs.ProxyRoleProps;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmOptions;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarm;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.Topic;

/**
 * Compares the templates of each construct, with its required properties and with all properties.
 */
@Tag("newest-cdk")
class GoldenTemplateTest {

  /** Each in a stack of its own, whose name is the file's. */
  private static final Map<String, Consumer<Stack>> CONSTRUCTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("AppUser-minimal", GoldenTemplateTest::minimalUser),
              Map.entry("AppUser-everything", GoldenTemplateTest::userWithEverything),
              Map.entry("ApplicationDatabase-minimal", GoldenTemplateTest::minimalDatabase),
              Map.entry("ApplicationDatabase-everything", GoldenTemplateTest::fullDatabase),
              Map.entry("AuroraProxy-minimal", GoldenTemplateTest::minimalProxy),
              Map.entry("AuroraProxy-everything", GoldenTemplateTest::proxyWithEverything),
              Map.entry("ExistingProxy-minimal", GoldenTemplateTest::minimalExistingProxy),
              Map.entry("ExistingProxy-everything", GoldenTemplateTest::fullExistingProxy),
              Map.entry("ProxyLogin-minimal", GoldenTemplateTest::minimalLogin),
              Map.entry("ProxyLogin-everything", GoldenTemplateTest::loginWithEverything),
              Map.entry("ProxyRole-minimal", GoldenTemplateTest::minimalRole),
              Map.entry("ProxyRole-everything", GoldenTemplateTest::roleWithEverything),
              Map.entry("ProxyAlarms-minimal", GoldenTemplateTest::minimalAlarms),
              Map.entry("ProxyAlarms-everything", GoldenTemplateTest::allAlarms),
              Map.entry("ProxyDashboard-minimal", GoldenTemplateTest::minimalDashboard),
              Map.entry("ProxyDashboard-everything", GoldenTemplateTest::dashboardWithAlarms)));

  private static final Environment ENVIRONMENT =
      Environment.builder().account("111122223333").region("us-east-1").build();

  static Stream<String> constructs() {
    return CONSTRUCTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("constructs")
  void isAsOnFile(String name) {
    // An app for each, since one refuses two that claim the same database.
    App app = CdkApp.create(Map.of(), CdkApp.answers());
    CONSTRUCTS
        .get(name)
        .accept(new Stack(app, name, StackProps.builder().env(ENVIRONMENT).build()));
    GoldenTemplate.matches(name, SynthesizedTemplate.of(app, name));
  }

  private static AuroraCluster cluster(Stack stack) {
    return AuroraCluster.fromLookup(stack, "Cluster", "aurora-demo");
  }

  private static void minimalUser(Stack stack) {
    user(stack, cluster(stack));
  }

  private static AppUser user(Stack stack, AuroraCluster cluster) {
    return new AppUser(stack, "User", AppUserProps.builder().cluster(cluster).build());
  }

  private static void userWithEverything(Stack stack) {
    fullUser(stack, cluster(stack));
  }

  private static AppUser fullUser(Stack stack, AuroraCluster cluster) {
    return new AppUser(
        stack,
        "User",
        AppUserProps.builder()
            .cluster(cluster)
            .userName("orders")
            .privileges(Privileges.READ_WRITE)
            .connectionLimit(20)
            .putSettings("statement_timeout", "5s")
            .encryptionKey(new Key(stack, "Key"))
            .build());
  }

  private static void minimalDatabase(Stack stack) {
    new ApplicationDatabase(
        stack, "Database", ApplicationDatabaseProps.builder().cluster(cluster(stack)).build());
  }

  private static void fullDatabase(Stack stack) {
    AuroraCluster cluster = cluster(stack);
    new ApplicationDatabase(
        stack,
        "Database",
        ApplicationDatabaseProps.builder()
            .cluster(cluster)
            .addUsers(fullUser(stack, cluster))
            .databaseName("orders")
            .ownerName("orders_ddl")
            .databaseRemovalPolicy(RemovalPolicy.DESTROY)
            .migrations(Migrations.none())
            .addExtensions("postgis", "uuid-ossp")
            .adopt(true)
            .certificateBundle(CertificateFiles.AUTHORITY.toString())
            .logRetention(RetentionDays.ONE_WEEK)
            .build());
  }

  private static void minimalProxy(Stack stack) {
    AuroraProxy.Builder.create(stack, "Proxy").cluster(cluster(stack)).build();
  }

  private static void proxyWithEverything(Stack stack) {
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(cluster(stack))
        .proxyName("orders")
        .databaseName("orders")
        .userName("orders")
        .privileges(Privileges.READ_WRITE)
        .connectionLimit(20)
        .settings(Map.of("statement_timeout", "5s"))
        .rotation(Duration.days(30))
        .furtherUsers(
            ProxyUser.builder().userName("reports").privileges(Privileges.READ_ONLY).build())
        .ownerName("orders_ddl")
        .migrations(Migrations.none())
        .migrationTimeout(Duration.minutes(20))
        .extensions("postgis", "uuid-ossp")
        .databaseRemovalPolicy(RemovalPolicy.DESTROY)
        .idleClientTimeout(Duration.minutes(10))
        .connectionPool(
            ConnectionPool.builder()
                .borrowTimeout(Duration.seconds(5))
                .maxConnectionsPercent(80)
                .maxIdleConnectionsPercent(20)
                .initQuery("SET TimeZone='UTC'")
                .build())
        .readOnlyEndpoint(true)
        .connectPolicy(true)
        .secretEncryptionKey(new Key(stack, "Key"))
        .functionNetwork(FunctionNetwork.builder().secretsManagerEndpoint(true).build())
        .logRetention(RetentionDays.ONE_WEEK)
        .alarmSet(AlarmSet.EXTENDED)
        .alarmSettings(
            AlarmSettings.builder()
                .poolUtilizationPercent(70)
                .queryLatency(Duration.millis(1500))
                .runbookUrl("https://wiki.example.com/proxy")
                .build())
        .alarmTopic(new Topic(stack, "Topic"))
        .build();
  }

  private static void minimalExistingProxy(Stack stack) {
    new ExistingProxy(
        stack,
        "Proxy",
        ExistingProxyProps.builder()
            .cluster(cluster(stack))
            .proxyName("aurora-demo-existing")
            .build());
  }

  private static void fullExistingProxy(Stack stack) {
    new ExistingProxy(
        stack,
        "Proxy",
        ExistingProxyProps.builder()
            .cluster(cluster(stack))
            .proxyName("aurora-demo-existing")
            .databaseName("orders")
            .userName("orders")
            .addFurtherUsers(ProxyUser.builder().userName("reports").build())
            .migrations(Migrations.none())
            .alarmSet(AlarmSet.EXTENDED)
            .alarmTopic(new Topic(stack, "Topic"))
            .build());
  }

  private static void minimalLogin(Stack stack) {
    login(
        stack,
        "orders.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com",
        LoginCheckProps.builder().databaseName("testdb").userNames(List.of("app_user")));
  }

  private static void loginWithEverything(Stack stack) {
    login(
        stack,
        "localhost.localstack.cloud",
        LoginCheckProps.builder()
            .userNames(List.of("orders", "reports"))
            .databaseName("orders")
            .authenticationMode(AuthenticationMode.END_TO_END_IAM)
            .databaseTls(DatabaseTls.REQUIRE)
            .functionNetwork(FunctionNetwork.builder().secretsManagerEndpoint(true).build())
            .logRetention(RetentionDays.ONE_WEEK));
  }

  private static void login(Stack stack, String endpoint, LoginCheckProps.Builder props) {
    AuroraCluster cluster = cluster(stack);
    new LoginCheck(
        stack,
        "Login",
        props
            .cluster(cluster)
            .proxyName("orders")
            .proxyArn("arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0")
            .endpoint(endpoint)
            .securityGroups(
                List.of(
                    SecurityGroup.fromSecurityGroupId(stack, "ProxyGroup", "sg-0123456789abcdef0")))
            .build());
  }

  private static void minimalRole(Stack stack) {
    AuroraCluster cluster = cluster(stack);
    role(stack, cluster, user(stack, cluster));
  }

  private static void roleWithEverything(Stack stack) {
    AuroraCluster cluster = cluster(stack);
    role(stack, cluster, fullUser(stack, cluster));
  }

  private static void role(Stack stack, AuroraCluster cluster, AppUser user) {
    new ProxyRole(stack, "Role", ProxyRoleProps.builder().cluster(cluster).addUsers(user).build());
  }

  private static void minimalAlarms(Stack stack) {
    new ProxyAlarms(stack, "Alarms", ProxyAlarmsProps.builder().proxyName("orders").build());
  }

  private static ProxyAlarms allAlarms(Stack stack) {
    return new ProxyAlarms(
        stack,
        "Alarms",
        ProxyAlarmsProps.builder()
            .proxyName("orders")
            .alarmSet(AlarmSet.EXTENDED)
            .poolUtilizationPercent(70)
            .multiplexingRatio(3)
            .leastClients(20)
            .queryLatency(Duration.millis(1500))
            .borrowLatency(Duration.millis(250))
            .failedLogins(5)
            .writerAvailabilityPercent(95)
            .pinnedSessionsPercent(20)
            .databaseConnectionFailures(3)
            .topic(new Topic(stack, "Day"))
            .runbookUrl("https://wiki.example.com/proxy")
            .putOptions(
                ProxyAlarm.WRITER_AVAILABILITY,
                AlarmOptions.builder()
                    .period(Duration.minutes(2))
                    .evaluationPeriods(5)
                    .datapointsToAlarm(3)
                    .topic(new Topic(stack, "Night"))
                    .runbookUrl("https://wiki.example.com/failover")
                    .build())
            .build());
  }

  private static void minimalDashboard(Stack stack) {
    new ProxyDashboard(
        stack, "Dashboard", ProxyDashboardProps.builder().proxyName("orders").build());
  }

  private static void dashboardWithAlarms(Stack stack) {
    new ProxyDashboard(
        stack,
        "Dashboard",
        ProxyDashboardProps.builder().proxyName("orders").alarms(allAlarms(stack)).build());
  }
}
