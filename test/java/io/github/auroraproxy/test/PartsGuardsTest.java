package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.AppUserProps;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.LoginCheckProps;
import io.github.auroraproxy.constructs.ProxyRole;
import io.github.auroraproxy.constructs.ProxyRoleProps;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;

/** The parts of a proxy refuse wrong properties when they are used alone. */
class PartsGuardsTest {

  private static Stack stack;
  private static Vpc vpc;
  private static AuroraCluster cluster;
  private static SecurityGroup proxyGroup;

  @BeforeAll
  static void prepare() {
    stack = new Stack(CdkApp.create(), "Shop");
    vpc = AnotherTeam.vpc(stack);
    cluster = AuroraCluster.of(AnotherTeam.cluster(stack, vpc));
    proxyGroup = SecurityGroup.Builder.create(stack, "ProxyGroup").vpc(vpc).build();
  }

  @Test
  void aRoleForNobody() {
    refused(
        () -> new ProxyRole(stack, "Nobody", ProxyRoleProps.builder().cluster(cluster).build()),
        "ProxyRole Shop/Nobody: users is empty; name at least one user for the proxy to log in"
            + " as.");
  }

  @Test
  void aLoginCheckOfNobody() {
    refused(
        () -> new LoginCheck(stack, "NoUser", login().userNames(List.of()).build()),
        "LoginCheck Shop/NoUser: userNames is empty; name at least one user, or leave the login"
            + " check out.");
  }

  @Test
  void aLoginCheckOfAProxyThatItCantReach() {
    refused(
        () -> new LoginCheck(stack, "NoGroup", login().securityGroups(List.of()).build()),
        "LoginCheck Shop/NoGroup: securityGroups is empty, so the check would never reach the"
            + " proxy; give the proxy's security groups.");
  }

  @Test
  void aLoginCheckThatVerifiesNothingThroughAProxyOfRds() {
    refused(
        () -> new LoginCheck(stack, "Unverified", login().databaseTls(DatabaseTls.REQUIRE).build()),
        "LoginCheck Shop/Unverified: databaseTls is require, but"
            + " orders.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com is a host of RDS, whose"
            + " certificate can be verified; use verify-full, and require for emulators of AWS"
            + " only.");
  }

  @Test
  void aDatabaseWhoseUsersLogInInTwoWays() {
    AppUserProps.Builder props = AppUserProps.builder().cluster(cluster);
    AppUser withSecret = new AppUser(stack, "Secret", props.userName("with_secret").build());
    AppUser withToken =
        new AppUser(
            stack,
            "Token",
            props
                .userName("with_token")
                .authenticationMode(AuthenticationMode.END_TO_END_IAM)
                .build());

    refused(
        () ->
            new ApplicationDatabase(
                stack,
                "TwoWays",
                ApplicationDatabaseProps.builder()
                    .cluster(cluster)
                    .databaseName("two_ways")
                    .addUsers(withSecret, withToken)
                    .build()),
        "ApplicationDatabase Shop/TwoWays: users log in with secrets and with IAM; use one"
            + " authentication mode for all users of a database.");
  }

  @Test
  void aSharedFunctionInTwoPlaces() {
    new ApplicationDatabase(stack, "First", database("first").build());

    refused(
        () ->
            new ApplicationDatabase(
                stack,
                "Second",
                database("second")
                    .functionNetwork(
                        FunctionNetwork.builder()
                            .securityGroup(
                                SecurityGroup.Builder.create(stack, "Elsewhere").vpc(vpc).build())
                            .build())
                    .build()),
        "ApplicationDatabase Shop/Second: functionNetwork differs from that of the first construct"
            + " of this stack and VPC, with which it shares its function; give both the same, or"
            + " put one of them in another stack.");
    refused(
        () ->
            new ApplicationDatabase(
                stack,
                "Third",
                database("third")
                    .functionNetwork(FunctionNetwork.builder().secretsManagerEndpoint(true).build())
                    .build()),
        "ApplicationDatabase Shop/Third: functionNetwork differs from that of the first construct"
            + " of this stack and VPC, with which it shares its function; give both the same, or"
            + " put one of them in another stack.");
  }

  private static ApplicationDatabaseProps.Builder database(String name) {
    return ApplicationDatabaseProps.builder().cluster(cluster).databaseName(name);
  }

  private static LoginCheckProps.Builder login() {
    return LoginCheckProps.builder()
        .cluster(cluster)
        .proxyName("orders")
        .proxyArn("arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0")
        .endpoint("orders.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com")
        .databaseName("orders")
        .userNames(List.of("orders"))
        .securityGroups(List.of(proxyGroup));
  }

  private static void refused(ThrowingCallable mistake, String sentence) {
    assertThatThrownBy(mistake).isInstanceOf(InvalidPropertyException.class).hasMessage(sentence);
  }
}
