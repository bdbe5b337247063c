package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterAttributes;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.rds.AuroraMysqlClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraMysqlEngineVersion;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterAttributes;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IDatabaseCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** Properties that can't be deployed are refused at synth, in one sentence with the fix. */
class GuardsTest {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static Stack stack;
  private static Vpc vpc;
  private static DatabaseCluster cluster;
  private static ISecret secret;

  @BeforeAll
  static void prepare() {
    App app = CdkApp.create();
    stack = new Stack(app, "Shop");
    vpc = AnotherTeam.vpc(stack);
    cluster = AnotherTeam.cluster(stack, vpc);
    secret =
        Secret.fromSecretCompleteArn(
            stack,
            "Admin",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!cluster-0a1b2c-AbCdEf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2nd-proxy", "my--proxy", "proxy-", "my_proxy", ""})
  void aProxyNameThatRdsRefuses(String name) {
    refused(
        proxy -> proxy.proxyName(name),
        "proxyName is '"
            + name
            + "', which RDS refuses; use 1 to 63 letters, digits and single hyphens, beginning with"
            + " a letter and not ending in a hyphen.");
  }

  @Test
  void aProxyNameOfMoreThan63Characters() {
    refused(proxy -> proxy.proxyName("a".repeat(64)), "use 1 to 63 letters, digits and");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my database", "x\"; DROP", "ä", "1st", ""})
  void aDatabaseNameThatWouldNeedQuoting(String name) {
    refused(
        proxy -> proxy.databaseName(name),
        "databaseName is '"
            + name
            + "', which is no safe PostgreSQL name; use 1 to 63 letters, digits, underscores and"
            + " hyphens, beginning with a letter or an underscore.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "template1", "rdsadmin", "pg_own", "RDS_x"})
  void aReservedDatabaseName(String name) {
    refused(
        proxy -> proxy.databaseName(name),
        "databaseName is '"
            + name
            + "', which is reserved by PostgreSQL or RDS; choose another name that begins with"
            + " neither pg_ nor rds.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rds_iam", "pg_monitor", "public", "none"})
  void aReservedUserName(String name) {
    refused(
        proxy -> proxy.userName(name),
        "userName is '"
            + name
            + "', which is reserved by PostgreSQL or RDS; choose another name that begins with"
            + " neither pg_ nor rds.");
  }

  @Test
  void anOwnerThatIsNoSafeNameOrReserved() {
    refused(
        proxy -> proxy.ownerName("owner of orders"),
        "ownerName is 'owner of orders', which is no safe PostgreSQL name; use 1 to 63 letters,"
            + " digits, underscores and hyphens, beginning with a letter or an underscore.");
    refused(
        proxy -> proxy.ownerName("rds_superuser"),
        "ownerName is 'rds_superuser', which is reserved by PostgreSQL or RDS; choose another name"
            + " that begins with neither pg_ nor rds.");
  }

  @Test
  void anOwnerThatIsAUserOfTheDatabase() {
    refused(
        proxy -> proxy.userName("orders_app").ownerName("orders_app"),
        "ownerName is 'orders_app', which is the name of a user of the database as well; give the"
            + " role that owns the database a name of its own.");
    refused(
        proxy -> proxy.databaseName("bills").userName("bills_owner"),
        "ownerName is 'bills_owner', which is the name of a user of the database as well; give the"
            + " role that owns the database a name of its own.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "uuid--ossp", "uuid-", "postgis; DROP", "a/b", "ä"})
  void anExtensionThatPostgresqlCantHave(String name) {
    refused(
        proxy -> proxy.extensions("pg_trgm", name),
        "extensions has '"
            + name
            + "', which is no name of a PostgreSQL extension; use 1 to 63 letters, digits,"
            + " underscores and single hyphens, such as pg_trgm or uuid-ossp.");
  }

  @Test
  void anExtensionOfMoreThan63CharactersOrNamedTwice() {
    refused(
        proxy -> proxy.extensions("a".repeat(64)), "which is no name of a PostgreSQL extension;");
    refused(
        proxy -> proxy.extensions("postgis", "uuid-ossp", "postgis"),
        "extensions has 'postgis' twice; name each extension once.");
  }

  @ParameterizedTest
  @ValueSource(ints = {59, 28_801})
  void anIdleClientTimeoutOutOfRange(int seconds) {
    refused(
        proxy -> proxy.idleClientTimeout(Duration.seconds(seconds)),
        "idleClientTimeout is " + seconds + "; use 60 to 28800 seconds.");
  }

  @Test
  void aRemovalPolicyThatTheDatabaseDoesNotKnow() {
    refused(
        proxy -> proxy.databaseRemovalPolicy(RemovalPolicy.SNAPSHOT),
        "databaseRemovalPolicy is 'SNAPSHOT'; use one of DESTROY, RETAIN.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001})
  void aRotationOutOfRange(int days) {
    refused(
        proxy -> proxy.rotation(Duration.days(days)),
        "rotation is " + days * 24 + "; use 24 to 24000 hours.");
  }

  @ParameterizedTest
  @ValueSource(ints = {299, 3001})
  void aTimeForMigrationsOutOfRange(int seconds) {
    refused(
        proxy -> proxy.migrationTimeout(Duration.seconds(seconds)),
        "migrationTimeout is " + seconds + "; use 300 to 3000 seconds.");
  }

  @Test
  void aTimeForMigrationsInPartsOfASecond() {
    refused(
        proxy -> proxy.migrationTimeout(Duration.millis(300_500)),
        "migrationTimeout is 300500 milliseconds; use a whole number of seconds.");
  }

  @ParameterizedTest
  @EnumSource(
      value = AuthenticationMode.class,
      names = {"SWITCHING_TO_IAM", "END_TO_END_IAM"})
  void aRotationWhereThereIsNoPassword(AuthenticationMode mode) {
    refused(
        proxy -> proxy.authenticationMode(mode).rotation(Duration.days(30)),
        "rotation is asked for where no password is used; leave it out, or use the authentication"
            + " mode SECRETS.");
  }

  @Test
  void moreUsersThanAProxyTakesSecrets() {
    refused(
        proxy ->
            proxy.furtherUsers(
                IntStream.rangeClosed(1, 200)
                    .mapToObj(number -> ProxyUser.builder().userName("reports" + number).build())
                    .toArray(ProxyUser[]::new)),
        "furtherUsers are more than RDS Proxy takes; use at most 200 users for a proxy.");
  }

  @Test
  void aConnectionLimitOutOfRange() {
    refused(
        proxy -> proxy.connectionLimit(-2),
        "connectionLimit is -2; use -1 to 2147483647 connections.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"close()", "a.b.c", "close month", "", "shop."})
  void aRoutineThatIsNoName(String name) {
    refused(
        proxy -> proxy.executableRoutines(name),
        "executableRoutines names '"
            + name
            + "', which is not the name of a routine; write schema.name, without arguments.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"role", "statement timeout", "a.b.c"})
  void aSettingThatARoleCantHave(String name) {
    refused(
        proxy -> proxy.settings(Map.of(name, "x")),
        "settings has '"
            + name
            + "', which is no parameter that a role can have; use a name of PostgreSQL's view"
            + " pg_settings.");
  }

  @Test
  void aPoolOutOfRange() {
    poolRefused(
        pool -> pool.borrowTimeout(Duration.seconds(301)),
        "connectionPool.borrowTimeout is 301; use 0 to 300 seconds.");
    poolRefused(
        pool -> pool.maxConnectionsPercent(0),
        "connectionPool.maxConnectionsPercent is 0; use 1 to 100 percent.");
    poolRefused(
        pool -> pool.maxConnectionsPercent(20).maxIdleConnectionsPercent(21),
        "connectionPool.maxIdleConnectionsPercent is 21; use 0 to 20 percent, which is"
            + " maxConnectionsPercent.");
  }

  @Test
  void endToEndIamOnAClusterThatTakesNoTokens() {
    DatabaseCluster tokenless =
        DatabaseCluster.Builder.create(stack, newId())
            .engine(AnotherTeam.POSTGRESQL)
            .vpc(vpc)
            .credentials(Credentials.fromGeneratedSecret("owner"))
            .writer(ClusterInstance.serverlessV2("Writer"))
            .build();

    refused(
        proxy -> proxy.cluster(tokenless).authenticationMode(AuthenticationMode.END_TO_END_IAM),
        "authenticationMode is END_TO_END_IAM, but the cluster's IAM authentication is off; turn it"
            + " on with iamAuthentication(true), or use SECRETS.");
  }

  @Test
  void endToEndIamOnAnImportedClusterWithoutItsResourceId() {
    IDatabaseCluster imported = importedAs(imported());

    refused(
        proxy ->
            proxy
                .cluster(AuroraCluster.fromAttributes(imported, attributes().build()))
                .proxyName("without-resource-id")
                .databaseName("without_resource_id")
                .userName("without_resource_id")
                .authenticationMode(AuthenticationMode.END_TO_END_IAM),
        "clusterResourceIdentifier is unknown, by which a policy of END_TO_END_IAM names the"
            + " cluster; give it when importing the cluster.");
  }

  @Test
  void whatAnotherConstructHasAlready() {
    String id = newId();
    AuroraProxy.Builder.create(stack, id)
        .cluster(cluster)
        .proxyName("taken")
        .databaseName("taken_database")
        .userName("taken_user")
        .build();

    refused(
        proxy -> proxy.proxyName("taken"),
        "proxyName is 'taken', which AuroraProxy Shop/" + id + " has already; give each its own.");
    refused(
        proxy -> proxy.databaseName("taken_database"),
        "databaseName is 'taken_database', which ApplicationDatabase Shop/"
            + id
            + "/Database has already; give each its own.");
    refused(
        proxy -> proxy.databaseName("third_database").ownerName("taken_database_owner"),
        "ownerName is 'taken_database_owner', which ApplicationDatabase Shop/"
            + id
            + "/Database has already; give each its own.");
    refused(
        proxy -> proxy.databaseName("another_database").userName("taken_user"),
        "userName is 'taken_user', which ApplicationDatabase Shop/"
            + id
            + "/Database has already; give each its own.");
  }

  @Test
  void readersThatAreMissingAndPausingThatEndsAreWarnedOf() {
    Stack idle = new Stack(CdkApp.create(), "Idle");
    AuroraProxy.Builder.create(idle, "Proxy")
        .cluster(
            DatabaseCluster.Builder.create(idle, "Cluster")
                .engine(AnotherTeam.POSTGRESQL)
                .vpc(AnotherTeam.vpc(idle))
                .serverlessV2MinCapacity(0)
                .writer(ClusterInstance.serverlessV2("Writer"))
                .build())
        .readOnlyEndpoint(true)
        .build();

    Annotations.fromStack(idle)
        .hasWarning("/Idle/Proxy", Match.stringLikeRegexp("the cluster has no reader, so .*"));
    Annotations.fromStack(idle)
        .hasWarning("/Idle/Proxy", Match.stringLikeRegexp("the cluster pauses when it is idle.*"));
  }

  @Test
  void anAlarmThresholdOutOfRange() {
    assertThatThrownBy(
            () ->
                new ProxyAlarms(
                    stack,
                    newId(),
                    ProxyAlarmsProps.builder()
                        .proxyName("orders")
                        .poolUtilizationPercent(101)
                        .build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageEndingWith(": poolUtilizationPercent is 101; use 1 to 100 percent.");
  }

  @Test
  void anImportedClusterWithoutASecurityGroup() {
    clusterRefused(
        imported().securityGroups(List.of()),
        "securityGroups is empty, so the proxy would never reach the cluster; give the cluster's"
            + " security groups when importing it.");
  }

  @Test
  void anImportedClusterWithoutAnEngine() {
    clusterRefused(
        imported().engine(null),
        "engine is not Aurora PostgreSQL; give engine(DatabaseClusterEngine.auroraPostgres(...))"
            + " when importing the cluster.");
  }

  @Test
  void aClusterOfAnotherEngine() {
    clusterRefused(
        imported()
            .engine(
                DatabaseClusterEngine.auroraMysql(
                    AuroraMysqlClusterEngineProps.builder()
                        .version(AuroraMysqlEngineVersion.VER_3_08_0)
                        .build())),
        "engine is not Aurora PostgreSQL; give engine(DatabaseClusterEngine.auroraPostgres(...))"
            + " when importing the cluster.");
  }

  @Test
  void anImportedClusterWithoutAPort() {
    clusterRefused(
        imported().port(null),
        "clusterEndpoint is unknown; give clusterEndpointAddress and port when importing the"
            + " cluster.");
  }

  @Test
  void subnetsInOneAvailabilityZoneOnly() {
    attributesRefused(
        attributes ->
            attributes.vpcSubnets(
                SubnetSelection.builder().subnets(List.of(vpc.getPrivateSubnets().get(0))).build()),
        "vpcSubnets lie in fewer than two Availability Zones; RDS Proxy needs subnets in at least"
            + " two.");
  }

  @Test
  void publicSubnets() {
    AuroraCluster inPublic =
        AuroraCluster.fromAttributes(
            importedAs(imported()),
            attributes()
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .build());
    Stack alone = new Stack((App) stack.getNode().getRoot(), newId());

    assertThatThrownBy(
            () ->
                AuroraProxy.Builder.create(alone, "Proxy")
                    .cluster(inPublic)
                    .proxyName("in-public")
                    .databaseName("in_public")
                    .userName("in_public")
                    .build())
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageEndingWith(
            ": functionNetwork has public subnets, where a function reaches no AWS service; name"
                + " private subnets of the same VPC with FunctionNetwork.builder().subnets(...).");
  }

  @Test
  void aClusterWhosePasswordIsInNoSecret() {
    DatabaseCluster secretless =
        DatabaseCluster.Builder.create(stack, newId())
            .engine(AnotherTeam.POSTGRESQL)
            .vpc(vpc)
            .credentials(
                Credentials.fromPassword("admin", SecretValue.ssmSecure("/shop/password", "1")))
            .writer(ClusterInstance.serverlessV2("Writer"))
            .build();

    assertThatThrownBy(() -> AuroraCluster.of(secretless))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "Cluster "
                + secretless.getNode().getPath()
                + ": adminSecret is missing; create the cluster with manageMasterUserPassword(true)"
                + " or generated credentials, or name the secret with"
                + " AuroraCluster.fromAttributes.");
  }

  @Test
  void anAdminSecretKnownInPartOnly() {
    attributesRefused(
        attributes -> attributes.adminSecret(Secret.fromSecretNameV2(stack, newId(), "admin")),
        "adminSecret is known by a part of its ARN only, which would need a wildcard in the policy;"
            + " import it with Secret.fromSecretCompleteArn.");
  }

  @Test
  void thePolicyOfEndToEndIamNamesTheClustersThatTakeItsPlaceToo() {
    Stack greenery = new Stack(CdkApp.create(), "Greenery");
    Vpc network = AnotherTeam.vpc(greenery);
    DatabaseCluster blue = AnotherTeam.cluster(greenery, network);
    AuroraProxy.Builder.create(greenery, "Proxy")
        .cluster(CodeOfTheDocs.blueGreen(blue, network, blue.getSecret()))
        .authenticationMode(AuthenticationMode.END_TO_END_IAM)
        .build();
    SynthesizedTemplate template =
        SynthesizedTemplate.of((App) greenery.getNode().getRoot(), "Greenery");

    assertThat(
            template
                .policiesOfTheProxy()
                .get(0)
                .at("/PolicyDocument/Statement/0/Resource")
                .toString())
        .contains("DBClusterResourceId", ":dbuser:cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ/app_user");
  }

  @Test
  void aCompleteImportedClusterIsAcceptedAndGivesTheProxyItsName() {
    AuroraProxy proxy =
        AuroraProxy.Builder.create(stack, newId())
            .cluster(AuroraCluster.fromAttributes(importedAs(imported()), attributes().build()))
            .build();

    assertThat(proxy.getProxyName()).isEqualTo("aurora-demo-proxy");
  }

  @ParameterizedTest
  @CsvSource({
    "SWITCHING_TO_IAM, 'END_TO_END_IAM, which takes the secrets from the proxy and deletes them.'",
    "SWITCHING_TO_SECRETS, 'SECRETS, which takes IAM from the proxy.'"
  })
  void aStepBetweenAuthenticationModesAsksForTheNextDeployment(
      AuthenticationMode step, String next) {
    App app = CdkApp.create();
    Stack own = new Stack(app, "Step");
    AuroraProxy.Builder.create(own, "Proxy")
        .cluster(AnotherTeam.cluster(own, AnotherTeam.vpc(own)))
        .authenticationMode(step)
        .build();

    Annotations.fromStack(own)
        .hasWarning(
            "/Step/Proxy",
            Match.stringLikeRegexp(
                "authenticationMode is "
                    + step
                    + ", a step in which the proxy keeps both its ways to log in; once this is"
                    + " deployed, deploy again with "
                    + next));
  }

  @Test
  void encryptingWithoutVerifyingIsWarnedOf() {
    App app = CdkApp.create();
    Stack emulated = new Stack(app, "Emulated");
    AuroraProxy.Builder.create(emulated, "Proxy")
        .cluster(AnotherTeam.cluster(emulated, AnotherTeam.vpc(emulated)))
        .databaseTls(DatabaseTls.REQUIRE)
        .build();

    Annotations.fromStack(emulated)
        .hasWarning(
            "/Emulated/Proxy/Database",
            Match.stringLikeRegexp("databaseTls=require encrypts without verifying who answers.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders.cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com",
        "ORDERS.cluster-0a1b2c3d4e5f.us-east-1.RDS.amazonaws.com.",
        "orders.cluster-0a1b2c3d4e5f.us-gov-west-1.rds-fips.amazonaws.com",
        "orders.cluster-0a1b2c3d4e5f.rds.cn-north-1.amazonaws.com.cn",
        "orders.cluster-0a1b2c3d4e5f.cn-north-1.rds.amazonaws.com.cn",
        "orders.cluster-0a1b2c3d4e5f.eusc-de-east-1.rds.amazonaws.eu",
        "orders.cluster-0a1b2c3d4e5f.rds.us-iso-east-1.c2s.ic.gov",
        "orders.cluster-0a1b2c3d4e5f.rds.us-isob-east-1.sc2s.sgov.gov",
        "${Token[Name.1]}.cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com"
      })
  void encryptingWithoutVerifyingOnAHostOfRds(String host) {
    AuroraCluster ofRds = at(host);

    refused(
        proxy -> proxy.cluster(ofRds).databaseTls(DatabaseTls.REQUIRE),
        "databaseTls is require, but "
            + host
            + " is a host of RDS, whose certificate can be verified; use verify-full, and require"
            + " for emulators of AWS only.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost.localstack.cloud",
        "host.docker.internal",
        "rds.amazonaws.com.example.com",
        "amazonaws.com"
      })
  void encryptingWithoutVerifyingOnAnEmulator(String host) {
    String id = newId();
    AuroraProxy.Builder emulated =
        AuroraProxy.Builder.create(stack, id)
            .cluster(at(host))
            .proxyName(id)
            .databaseName(id)
            .userName(id)
            .databaseTls(DatabaseTls.REQUIRE);

    assertThat(emulated.build().getProxyName()).isEqualTo(id);
  }

  private static AuroraCluster at(String host) {
    return AuroraCluster.fromAttributes(
        importedAs(imported().clusterIdentifier(newId()).clusterEndpointAddress(host)),
        attributes().build());
  }

  private static void refused(UnaryOperator<AuroraProxy.Builder> mistake, String sentence) {
    String id = newId();
    AuroraProxy.Builder builder =
        mistake.apply(
            AuroraProxy.Builder.create(stack, id)
                .cluster(cluster)
                .proxyName(id)
                .databaseName(id)
                .userName(id));

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching("(?s)\\w+ Shop/.*: .*\\.")
        .hasMessageContaining(sentence);
  }

  private static void poolRefused(UnaryOperator<ConnectionPool.Builder> mistake, String sentence) {
    ConnectionPool pool = mistake.apply(ConnectionPool.builder()).build();
    refused(proxy -> proxy.connectionPool(pool), sentence);
  }

  private static void clusterRefused(DatabaseClusterAttributes.Builder mistake, String sentence) {
    IDatabaseCluster wrong = importedAs(mistake);

    assertThatThrownBy(() -> AuroraCluster.fromAttributes(wrong, attributes().build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Cluster " + wrong.getNode().getPath() + ": " + sentence);
  }

  private static void attributesRefused(
      UnaryOperator<AuroraClusterAttributes.Builder> mistake, String sentence) {
    IDatabaseCluster right = importedAs(imported());

    assertThatThrownBy(
            () -> AuroraCluster.fromAttributes(right, mistake.apply(attributes()).build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Cluster " + right.getNode().getPath() + ": " + sentence);
  }

  private static AuroraClusterAttributes.Builder attributes() {
    return AuroraClusterAttributes.builder().vpc(vpc).adminSecret(secret);
  }

  private static DatabaseClusterAttributes.Builder imported() {
    return DatabaseClusterAttributes.builder()
        .clusterIdentifier("aurora-demo")
        .clusterEndpointAddress("aurora-demo.cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com")
        .port(5432)
        .engine(AnotherTeam.POSTGRESQL)
        .securityGroups(
            List.of(SecurityGroup.fromSecurityGroupId(stack, newId(), "sg-0123456789abcdef0")));
  }

  private static IDatabaseCluster importedAs(DatabaseClusterAttributes.Builder attributes) {
    return DatabaseCluster.fromDatabaseClusterAttributes(stack, newId(), attributes.build());
  }

  private static String newId() {
    return "Case" + COUNT.incrementAndGet();
  }
}
