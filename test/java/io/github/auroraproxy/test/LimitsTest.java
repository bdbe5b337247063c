package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.LoginCheckProps;
import io.github.auroraproxy.constructs.ProxyUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.SecurityGroup;

/** With the largest number of users and proxies, every policy is within IAM's limits. */
class LimitsTest {

  private static final int MOST_INLINE = 10_240;
  private static final int MOST_MANAGED = 6_144;
  private static final int MOST_POLICIES = 10;
  private static final int MOST_RESOURCES = 500;

  private static final Map<String, SynthesizedTemplate> TEMPLATES = new TreeMap<>();

  @BeforeAll
  static void synthesize() {
    App app = CdkApp.create();
    AuroraProxy.Builder.create(stack(app, "Users"), "Proxy")
        .cluster(cluster(app, "Users"))
        .furtherUsers(users(199))
        .connectPolicy(true)
        .build();
    AuroraProxy.Builder.create(stack(app, "Iam"), "Proxy")
        .cluster(cluster(app, "Iam"))
        .authenticationMode(AuthenticationMode.END_TO_END_IAM)
        .furtherUsers(users(199))
        .build();
    AuroraProxy.Builder.create(stack(app, "Switching"), "Proxy")
        .cluster(cluster(app, "Switching"))
        .authenticationMode(AuthenticationMode.SWITCHING_TO_SECRETS)
        .furtherUsers(users(199))
        .build();
    AuroraCluster shared = cluster(app, "Proxies");
    IntStream.range(0, 25)
        .forEach(
            number ->
                AuroraProxy.Builder.create(stack(app, "Proxies"), "Proxy" + number)
                    .cluster(shared)
                    .databaseName("database" + number)
                    .userName("user" + number)
                    .dashboard(false)
                    .build());
    AuroraCluster five = cluster(app, "FiveOfTen");
    IntStream.range(0, 5)
        .forEach(
            number ->
                AuroraProxy.Builder.create(stack(app, "FiveOfTen"), "Proxy" + number)
                    .cluster(five)
                    .databaseName("database" + number)
                    .userName("user" + number)
                    .furtherUsers(
                        IntStream.range(0, 9)
                            .mapToObj(
                                user ->
                                    ProxyUser.builder()
                                        .userName("user" + number + "_" + user)
                                        .build())
                            .toArray(ProxyUser[]::new))
                    .build());
    for (String name : List.of("Users", "Iam", "Switching", "Proxies", "FiveOfTen")) {
      TEMPLATES.put(name, SynthesizedTemplate.of(app, name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Users", "Iam", "Switching", "Proxies", "FiveOfTen"})
  void everyRoleIsWithinTheLimitsOfIam(String name) {
    SynthesizedTemplate template = TEMPLATES.get(name);

    for (Map.Entry<String, JsonNode> role : template.all("AWS::IAM::Role")) {
      int inline =
          Stream.concat(
                  role.getValue().at("/Properties/Policies").findValues("PolicyDocument").stream(),
                  attached(template, "AWS::IAM::Policy", role.getKey()).stream()
                      .map(policy -> policy.at("/Properties/PolicyDocument")))
              .mapToInt(document -> length(document))
              .sum();
      int managed =
          role.getValue().at("/Properties/ManagedPolicyArns").size()
              + attached(template, "AWS::IAM::ManagedPolicy", role.getKey()).size();
      assertThat(inline)
          .as("inline policies of %s", role.getKey())
          .isLessThanOrEqualTo(MOST_INLINE);
      assertThat(managed).as("policies of %s", role.getKey()).isLessThanOrEqualTo(MOST_POLICIES);
    }
    assertThat(template.all("AWS::IAM::ManagedPolicy"))
        .allSatisfy(
            policy ->
                assertThat(length(policy.getValue().at("/Properties/PolicyDocument")))
                    .as(policy.getKey())
                    .isLessThanOrEqualTo(MOST_MANAGED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Users", "Iam", "Switching", "Proxies", "FiveOfTen"})
  void nothingIsLostInTheSplit(String name) {
    SynthesizedTemplate template = TEMPLATES.get(name);
    TreeSet<String> logins = new TreeSet<>();
    PolicyStatements.of(template).stream()
        .filter(statement -> statement.actions().contains("rds-db:connect"))
        .forEach(
            statement -> {
              JsonNode resource = statement.json().get("Resource");
              (resource.isArray() ? resource : List.of(resource))
                  .forEach(each -> logins.add(each.toString()));
            });
    int users =
        template.all("Custom::ProxyLogin").stream()
            .mapToInt(login -> login.getValue().at("/Properties/Users").size())
            .sum();

    // With end-to-end IAM the proxy connects to the cluster as the same users.
    assertThat(logins).hasSize(List.of("Iam", "Switching").contains(name) ? 2 * users : users);
  }

  @Test
  void theStacksAreWithinTheLimitOfResources() {
    assertThat(TEMPLATES.get("Proxies").json().get("Resources").size())
        .isLessThanOrEqualTo(MOST_RESOURCES);
  }

  @Test
  void peopleGetAPolicyMoreWhereOneIsTooShort() {
    assertThat(TEMPLATES.get("Users").all("AWS::IAM::ManagedPolicy"))
        .filteredOn(policy -> policy.getKey().contains("ConnectPolicy"))
        .hasSizeBetween(3, MOST_POLICIES);
  }

  @Test
  void whatIsInAManagedPolicyIsThereBeforeTheProxy() {
    SynthesizedTemplate template = TEMPLATES.get("Switching");

    assertThat(template.needsOf(template.idOf("AWS::RDS::DBProxy")))
        .anyMatch(id -> id.contains("ReadSecrets2"))
        .anyMatch(id -> id.contains("Connect2"));
  }

  @Test
  void aLoginCheckWaitsForEveryPolicyThatAllowsIt() {
    SynthesizedTemplate template = TEMPLATES.get("Users");
    List<String> logins = new ArrayList<>();
    for (String type : List.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")) {
      template.all(type).stream()
          .map(Map.Entry::getKey)
          .filter(id -> id.contains("Logins"))
          .forEach(logins::add);
    }

    assertThat(logins).hasSizeGreaterThan(2);
    assertThat(template.dependenciesOf(template.idOf("Custom::ProxyLogin"))).containsAll(logins);
  }

  @Test
  void moreThanTenPoliciesAreRefusedWithTheirNumber() {
    App app = CdkApp.create();
    Stack stack = stack(app, "Crowd");
    AuroraCluster cluster = cluster(app, "Crowd");

    assertThatThrownBy(
            () ->
                new LoginCheck(
                    stack,
                    "Login",
                    LoginCheckProps.builder()
                        .cluster(cluster)
                        .proxyName("crowd")
                        .proxyArn(
                            "arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0")
                        .endpoint("crowd.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com")
                        .databaseName("crowd")
                        .userNames(
                            IntStream.range(0, 600)
                                .mapToObj(number -> "a_user_with_a_rather_long_name_" + number)
                                .toList())
                        .securityGroups(
                            List.of(
                                SecurityGroup.fromSecurityGroupId(
                                    stack, "ProxyGroup", "sg-0123456789abcdef0")))
                        .build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageMatching(
            "DatabaseFunction Crowd/AuroraDatabaseFunction[0-9a-f]{8}: users need 11 managed"
                + " policies of 6144 characters for one role, and IAM takes 10; put some of the"
                + " users in another stack\\.");
  }

  private static Stack stack(App app, String name) {
    return app.getNode().tryFindChild(name) instanceof Stack existing
        ? existing
        : new Stack(app, name);
  }

  /** In a stack of its own, so that the stack of the proxies has nothing else. */
  private static AuroraCluster cluster(App app, String name) {
    Stack data = new Stack(app, "DataOf" + name);
    return AuroraCluster.of(AnotherTeam.cluster(data, AnotherTeam.vpc(data)));
  }

  private static ProxyUser[] users(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> ProxyUser.builder().userName("reporting_user_" + number).build())
        .toArray(ProxyUser[]::new);
  }

  private static List<JsonNode> attached(SynthesizedTemplate template, String type, String role) {
    return template.all(type).stream()
        .map(Map.Entry::getValue)
        .filter(policy -> policy.at("/Properties/Roles").findValuesAsText("Ref").contains(role))
        .toList();
  }

  /** As IAM counts it, with what CloudFormation would fill in for the references. */
  private static int length(JsonNode document) {
    return deployed(document).toString().length();
  }

  private static JsonNode deployed(JsonNode value) {
    if (value.isObject() && value.size() == 1) {
      Map.Entry<String, JsonNode> function = value.properties().iterator().next();
      Optional<String> deployed =
          switch (function.getKey()) {
            case "Ref" -> Optional.of(reference(function.getValue().asText()));
            case "Fn::GetAtt" -> Optional.of(reference(function.getValue().path(0).asText()));
            case "Fn::Select" -> Optional.of("prx-0123456789abcdef0");
            case "Fn::ImportValue" -> Optional.of("cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            case "Fn::Join" -> {
              StringBuilder joined = new StringBuilder();
              function.getValue().path(1).forEach(part -> joined.append(deployed(part).asText()));
              yield Optional.of(joined.toString());
            }
            default -> Optional.empty();
          };
      if (deployed.isPresent()) {
        return text(deployed.get());
      }
    }
    if (value.isObject()) {
      ObjectNode copy = CdkApp.JSON.createObjectNode();
      value.properties().forEach(field -> copy.set(field.getKey(), deployed(field.getValue())));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = CdkApp.JSON.createArrayNode();
      value.forEach(element -> copy.add(deployed(element)));
      return copy;
    }
    return value;
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static String reference(String id) {
    return switch (id) {
      case "AWS::Partition" -> "aws-us-gov";
      case "AWS::Region" -> "us-gov-west-1";
      case "AWS::AccountId" -> "111122223333";
      case "AWS::URLSuffix" -> "amazonaws.com";
      default ->
          "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:"
              + id
              + "-AbCdEfGhIjKl-AbCdEf";
    };
  }
}
