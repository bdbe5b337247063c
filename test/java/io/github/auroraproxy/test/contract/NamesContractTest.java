package io.github.auroraproxy.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.AppUserProps;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.test.AnotherTeam;
import io.github.auroraproxy.test.CdkApp;
import io.github.auroraproxy.test.SynthesizedTemplate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Stack;

/**
 * Synth and the function accept the same names. Where synth accepts fewer, which it may, it accepts
 * none that the function refuses.
 */
class NamesContractTest {

  private static final Guard GUARD = Guard.of("Test");
  private static final String PLAIN_NAME = "[A-Za-z_][A-Za-z0-9_-]*";
  private static final int GENERATED = 2000;
  private static final String CLUSTER =
      "{'host':'db.example.invalid','port':'5432','tls':'require','adminSecretArn':'arn'}"
          .replace('\'', '"');

  /** Each side's own reserved names are among them, since they are constants of its class. */
  static Stream<String> plainNames() {
    Set<String> names = new TreeSet<>(Set.of("orders", "a".repeat(63), "a".repeat(64), "pg_x"));
    Stream.of(Guard.class, Identifier.class)
        .flatMap(type -> TextConstants.of(type).stream())
        .filter(name -> name.matches(PLAIN_NAME))
        .forEach(
            name -> {
              names.add(name);
              names.add(name.toUpperCase(Locale.ROOT));
              names.add(name + "x");
            });
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("plainNames")
  void bothReserveTheSameNamesAndCountTheSameLength(String name) {
    assertThat(accepts(() -> GUARD.userName("userName", name)))
        .as("synth accepts the user '%s', as the function does", name)
        .isEqualTo(accepts(() -> Identifier.role(name, "Username")));
    assertThat(accepts(() -> GUARD.databaseName("databaseName", name)))
        .as("synth accepts the database '%s', as the function does", name)
        .isEqualTo(accepts(() -> Identifier.database(name, "DatabaseName")));
  }

  @Test
  void theFunctionAcceptsEveryOwnerThatSynthAccepts() {
    assertThat(generated("aZ_-09$'\"\\` é", 4))
        .filteredOn(name -> accepts(() -> GUARD.userName("ownerName", name)))
        .isNotEmpty()
        .allMatch(name -> accepts(() -> Identifier.owner(name, "OwnerName")));
  }

  @Test
  void bothTakeTheSameRoutines() {
    assertThat(generated("aZ_.$09-\" ", 6).toList())
        .filteredOn(
            name ->
                accepts(() -> GUARD.routineName("executableRoutines", name))
                    != accepts(() -> parse(user -> user.putArray("ExecutableRoutines").add(name))))
        .isEmpty();
  }

  @Test
  void bothTakeTheSameParameters() {
    List<String> names =
        Stream.concat(
                generated("aZ_.$09- ", 6),
                Stream.of(Guard.class, DesiredState.class)
                    .flatMap(type -> TextConstants.of(type).stream())
                    .filter(name -> name.matches(PLAIN_NAME)))
            .toList();

    assertThat(Stream.concat(names.stream(), Stream.of("role", "ROLE", "session_authorization")))
        .filteredOn(
            name ->
                accepts(() -> GUARD.parameterName("settings", name))
                    != accepts(() -> parse(user -> user.putObject("Settings").put(name, "1"))))
        .isEmpty();
  }

  @Test
  void theFunctionAcceptsEveryExtensionThatSynthAccepts() {
    assertThat(Stream.concat(generated("aZ_-09.$", 5), Stream.of("a".repeat(63), "a".repeat(64))))
        .filteredOn(name -> accepts(() -> GUARD.extensionNames("extensions", List.of(name))))
        .isNotEmpty()
        .allMatch(
            name ->
                accepts(
                    () -> {
                      ObjectNode properties = properties();
                      properties.putArray("Extensions").add(name);
                      parse(properties);
                    }));
  }

  @Test
  void synthKnowsTheNameOfTheOwnerThatTheFunctionCreates() {
    String owner = Identifier.ownerOf(Identifier.database("orders", "DatabaseName")).value();
    Stack stack = new Stack(CdkApp.create(), "Shop");
    AuroraCluster cluster = AuroraCluster.of(AnotherTeam.cluster(stack, AnotherTeam.vpc(stack)));
    AppUser user =
        new AppUser(stack, "User", AppUserProps.builder().cluster(cluster).userName(owner).build());

    assertThatThrownBy(
            () ->
                new ApplicationDatabase(
                    stack,
                    "Database",
                    ApplicationDatabaseProps.builder()
                        .cluster(cluster)
                        .databaseName("orders")
                        .addUsers(user)
                        .build()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("ownerName is '" + owner + "'");
  }

  /** Texts of up to this many characters; the same ones in every build. */
  private static Stream<String> generated(String characters, int most) {
    Random random = new Random(14);
    return IntStream.range(0, GENERATED)
        .mapToObj(
            number ->
                random
                    .ints(1 + random.nextInt(most), 0, characters.length())
                    .mapToObj(index -> characters.substring(index, index + 1))
                    .collect(Collectors.joining()));
  }

  private static DesiredState parse(Consumer<ObjectNode> change) {
    ObjectNode properties = properties();
    change.accept((ObjectNode) properties.at("/Users/0"));
    return parse(properties);
  }

  private static DesiredState parse(ObjectNode properties) {
    return DesiredState.parse(properties, FunctionConfiguration.of("[" + CLUSTER + "]"));
  }

  private static ObjectNode properties() {
    return (ObjectNode)
        SynthesizedTemplate.json(
            """
            {'Host': 'db.example.invalid', 'Port': '5432', 'DatabaseTls': 'require',
             'AdminSecretArn': 'arn', 'DatabaseName': 'orders',
             'Users': [{'Username': 'app', 'SecretArn': 'arn'}]}
            """);
  }

  private static boolean accepts(Runnable check) {
    try {
      check.run();
      return true;
    } catch (RuntimeException refused) {
      assertThat(refused.getClass().getPackageName()).startsWith("io.github.auroraproxy");
      return false;
    }
  }
}
