package io.github.auroraproxy.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.AppUserProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuthenticationMode;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Migrations;
import io.github.auroraproxy.constructs.Privileges;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import io.github.auroraproxy.customresource.state.MigrationSource;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.migrations.MigrationTimeout;
import io.github.auroraproxy.test.AnotherTeam;
import io.github.auroraproxy.test.CdkApp;
import io.github.auroraproxy.test.EvaluationAssembly;
import io.github.auroraproxy.test.SynthesizedTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.rds.DatabaseCluster;

/** The function reads every property that the constructs write. */
class PropertiesContractTest {

  @TempDir static Path migrations;

  private static SynthesizedTemplate template;

  @BeforeAll
  static void synthesize() throws Exception {
    Files.writeString(migrations.resolve("V1__orders.sql"), "CREATE TABLE orders (id int);\n");
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Shop");
    DatabaseCluster cluster = AnotherTeam.cluster(stack, AnotherTeam.vpc(stack));
    proxy(cluster, "Everything", "everything")
        .userName("everything_user")
        .privileges(Privileges.READ_WRITE)
        .connectionLimit(20)
        .settings(Map.of("statement_timeout", "5s", "myapp.tenant", "a \"quoted\" one"))
        .furtherUsers(
            ProxyUser.builder()
                .userName("reports")
                .privileges(Privileges.READ_ONLY)
                .addExecutableRoutines("shop.close_month")
                .build())
        .databaseRemovalPolicy(software.amazon.awscdk.RemovalPolicy.DESTROY)
        .databaseTls(DatabaseTls.REQUIRE)
        .migrations(Migrations.fromDirectory(migrations))
        .migrationTimeout(Duration.minutes(20))
        .ownerName("everything_ddl")
        .extensions("postgis", "uuid-ossp")
        .adopt(true)
        .build();
    proxy(cluster, "Iam", "iam")
        .userName("iam_user")
        .authenticationMode(AuthenticationMode.END_TO_END_IAM)
        .connectionLimit(-1)
        .migrations(Migrations.none())
        .build();
    template = SynthesizedTemplate.of(app, "Shop");
  }

  @Test
  @Tag("evaluation-cluster")
  void theDefaults() {
    DesiredState state = parsed(EvaluationAssembly.proxy().only("Custom::AuroraDatabase"));

    assertThat(state.database()).hasToString("testdb");
    assertThat(state.removalPolicy()).isEqualTo(RemovalPolicy.RETAIN);
    assertThat(state.migrations()).isEqualTo(MigrationSource.SAMPLE);
    assertThat(state.adopt()).isFalse();
    assertThat(state.users())
        .singleElement()
        .satisfies(
            user -> {
              assertThat(user.name()).hasToString("app_user");
              assertThat(user.secretArn()).isPresent();
              assertThat(user.connectionLimit()).isEqualTo(-1);
            });
  }

  @Test
  void everythingThatCanBeSaid() {
    DesiredState state = state("everything");

    assertThat(state.users())
        .extracting(user -> user.name().value())
        .containsExactly("everything_user", "reports");
    DatabaseUser first = state.users().get(0);
    assertThat(first.privileges().name()).isEqualTo("READ_WRITE");
    assertThat(first.connectionLimit()).isEqualTo(20);
    assertThat(first.settings())
        .isEqualTo(Map.of("statement_timeout", "5s", "myapp.tenant", "a \"quoted\" one"));
    assertThat(state.users().get(1).privileges().name()).isEqualTo("READ_ONLY");
    assertThat(state.users().get(1).executableRoutines()).containsExactly("shop.close_month");
    assertThat(state.removalPolicy()).isEqualTo(RemovalPolicy.DESTROY);
    assertThat(state.cluster().tls().sslMode()).isEqualTo("require");
    assertThat(state.migrations().value()).matches("[0-9a-f]{64}");
    assertThat(state.migrationTimeout()).contains(java.time.Duration.ofMinutes(20));
    assertThat(state("iam").migrationTimeout()).isEmpty();
    assertThat(state.adopt()).isTrue();
    assertThat(state.owner()).hasToString("everything_ddl");
    assertThat(state.extensions()).containsExactly("postgis", "uuid-ossp");
    assertThat(state("iam").owner()).hasToString("iam_owner");
    assertThat(state("iam").extensions()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(AuthenticationMode.class)
  void eachAuthenticationMode(AuthenticationMode mode) {
    App app = CdkApp.create();
    Stack stack = new Stack(app, "Mode");
    AuroraProxy.Builder.create(stack, "Proxy")
        .cluster(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)))
        .authenticationMode(mode)
        .build();
    SynthesizedTemplate ofMode = SynthesizedTemplate.of(app, "Mode");
    JsonNode properties = ofMode.only("Custom::AuroraDatabase");
    JsonNode proxy = ofMode.only("AWS::RDS::DBProxy");
    io.github.auroraproxy.customresource.state.AuthenticationMode understood =
        io.github.auroraproxy.customresource.state.AuthenticationMode.in(properties).orElseThrow();

    assertThat(understood.name()).isEqualTo(mode.name());
    // What the cluster will ask for, the proxy has.
    assertThat(
            understood.byPassword()
                ? proxy.has("Auth")
                : proxy.get("DefaultAuthScheme").asText().equals("IAM_AUTH"))
        .isTrue();
    assertThat(properties.at("/Users/0").has("SecretArn")).isEqualTo(proxy.has("Auth"));
  }

  @Test
  void bothKnowTheSameProperties() {
    ObjectNode database = ofResource("Custom::AuroraDatabase", "everything");
    ObjectNode user = (ObjectNode) database.at("/Users/0").deepCopy();
    user.setAll((ObjectNode) database.at("/Users/1"));

    assertThat(properties(database))
        .isEqualTo(knownTo(properties -> parsed(properties), database, database));
    assertThat(properties(user))
        .isEqualTo(
            knownTo(
                properties -> parsed(properties), database, (ObjectNode) database.at("/Users/0")));
    ObjectNode login = ofResource("Custom::ProxyLogin", "everything");
    assertThat(properties(login)).isEqualTo(knownTo(LoginCheckProperties::parse, login, login));
  }

  @Test
  void bothKnowTheSameConstants() {
    assertThat(names(AuthenticationMode.values()))
        .isEqualTo(names(io.github.auroraproxy.customresource.state.AuthenticationMode.values()));
    assertThat(names(Privileges.values()))
        .isEqualTo(names(io.github.auroraproxy.customresource.state.Privileges.values()));
    assertThat(Stream.of(DatabaseTls.values()).map(DatabaseTls::sslMode))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(io.github.auroraproxy.customresource.state.DatabaseTls.values())
                .map(io.github.auroraproxy.customresource.state.DatabaseTls::sslMode)
                .toList());
  }

  @ParameterizedTest
  @EnumSource(software.amazon.awscdk.RemovalPolicy.class)
  void bothAcceptTheSameRemovalPolicies(software.amazon.awscdk.RemovalPolicy policy) {
    Stack stack = new Stack(CdkApp.create(), "Policy");
    AuroraProxy.Builder proxy =
        AuroraProxy.Builder.create(stack, "Proxy")
            .cluster(AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack))))
            .databaseRemovalPolicy(policy);

    if (names(RemovalPolicy.values()).contains(policy.name())) {
      assertThatCode(proxy::build).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(proxy::build).hasMessageContaining("databaseRemovalPolicy");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {299, 300, 3000, 3001})
  void bothLimitTheTimeOfMigrationsAlike(int seconds) {
    ObjectNode properties = ofResource("Custom::AuroraDatabase", "everything");
    properties.put("MigrationTimeout", String.valueOf(seconds));
    Guard guard = Guard.of("Test");

    assertThat(refusal(() -> MigrationTimeout.check(guard, Duration.seconds(seconds))).isPresent())
        .isEqualTo(refusal(() -> parsed(properties)).isPresent());
  }

  @ParameterizedTest
  @ValueSource(longs = {-2, -1, 0, 2147483647, 2147483648L})
  void bothLimitTheConnectionsOfAUserAlike(long limit) {
    ObjectNode properties = ofResource("Custom::AuroraDatabase", "everything");
    ((ObjectNode) properties.at("/Users/0")).put("ConnectionLimit", String.valueOf(limit));
    Stack stack = new Stack(CdkApp.create(), "Limit");
    AppUserProps user =
        AppUserProps.builder()
            .cluster(AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack))))
            .userName("app")
            .connectionLimit(limit)
            .build();

    assertThat(refusal(() -> new AppUser(stack, "User", user)).isPresent())
        .isEqualTo(refusal(() -> parsed(properties)).isPresent());
  }

  @Test
  void usersWithoutPasswords() {
    DesiredState state = state("iam");

    assertThat(state.authenticationMode().name()).isEqualTo("END_TO_END_IAM");
    assertThat(state.migrations()).isEqualTo(MigrationSource.NONE);
    assertThat(state.users())
        .singleElement()
        .satisfies(
            user -> {
              assertThat(user.secretArn()).isEmpty();
              assertThat(user.connectionLimit()).isEqualTo(-1);
            });
  }

  @Test
  void theLoginsThatAreChecked() {
    List<LoginCheckProperties> logins =
        List.of("everything", "iam").stream()
            .map(name -> template.only("Custom::ProxyLogin", "/DatabaseName", name))
            .map(properties -> LoginCheckProperties.parse(resolved(properties)))
            .toList();

    assertThat(logins.get(0).users())
        .extracting(Object::toString)
        .containsExactly("everything_user", "reports");
    assertThat(logins.get(0).proxyName()).isEqualTo("everything");
    assertThat(logins.get(0).tls().sslMode()).isEqualTo("require");
    assertThat(logins.get(1).authenticationMode().name()).isEqualTo("END_TO_END_IAM");
  }

  private static ObjectNode ofResource(String type, String database) {
    return (ObjectNode) resolved(template.only(type, "/DatabaseName", database));
  }

  private static Set<String> properties(ObjectNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The properties that the function lists when it refuses an unknown one of the object. */
  private static Set<String> knownTo(
      Consumer<JsonNode> parser, ObjectNode properties, ObjectNode object) {
    object.put("Unknown", "");
    String refusal = refusal(() -> parser.accept(properties)).orElseThrow();
    object.remove("Unknown");
    Matcher list = Pattern.compile("\\[([A-Za-z, ]+)]").matcher(refusal);
    assertThat(list.find()).as(refusal).isTrue();
    return new TreeSet<>(List.of(list.group(1).split(", ")));
  }

  private static Optional<String> refusal(Runnable check) {
    try {
      check.run();
      return Optional.empty();
    } catch (RuntimeException refused) {
      assertThat(refused.getClass().getPackageName()).startsWith("io.github.auroraproxy");
      return Optional.of(refused.getMessage());
    }
  }

  private static Set<String> names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).collect(Collectors.toSet());
  }

  private static AuroraProxy.Builder proxy(DatabaseCluster cluster, String id, String name) {
    Stack stack = Stack.of(cluster);
    return AuroraProxy.Builder.create(stack, id)
        .cluster(AuroraCluster.of(cluster))
        .proxyName(name)
        .databaseName(name);
  }

  private static DesiredState state(String database) {
    return parsed(template.only("Custom::AuroraDatabase", "/DatabaseName", database));
  }

  /** Parsed by a function that may work on exactly this cluster. */
  private static DesiredState parsed(JsonNode properties) {
    JsonNode resolved = resolved(properties);
    String clusters =
        CdkApp.JSON
            .createArrayNode()
            .add(
                CdkApp.JSON
                    .createObjectNode()
                    .put("host", resolved.get("Host").asText())
                    .put("port", resolved.get("Port").asText())
                    .put("tls", resolved.get("DatabaseTls").asText())
                    .put("adminSecretArn", resolved.get("AdminSecretArn").asText()))
            .toString();
    return DesiredState.parse(resolved, FunctionConfiguration.of(clusters));
  }

  /** As CloudFormation hands the properties on: each function has become a string. */
  private static JsonNode resolved(JsonNode properties) {
    JsonNode copy = properties.deepCopy();
    ((ObjectNode) copy)
        .properties()
        .forEach(
            property -> property.setValue(resolvedValue(property.getKey(), property.getValue())));
    return copy;
  }

  private static JsonNode resolvedValue(String name, JsonNode value) {
    if (value.isArray()) {
      ArrayNode array = CdkApp.JSON.createArrayNode();
      value.forEach(element -> array.add(resolvedValue(name, element)));
      return array;
    }
    if (!value.isObject()) {
      return TextNode.valueOf(value.asText());
    }
    boolean isFunction = value.size() == 1 && value.fieldNames().next().matches("Ref|Fn::.+");
    return isFunction
        ? TextNode.valueOf(name.equals("Port") ? "5432" : "resolved")
        : resolved(value);
  }
}
