package io.github.auroraproxy.customresource.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DesiredStateTest {

  private static final String HOST = "demo.cluster-c0ffee.us-east-1.rds.amazonaws.com";
  private static final String ADMIN_SECRET =
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin";
  private static final FunctionConfiguration CONFIGURATION =
      new FunctionConfiguration(
          List.of(
              new ClusterConfiguration(HOST, 5433, DatabaseTls.VERIFY_FULL, ADMIN_SECRET),
              new ClusterConfiguration("localhost", 5433, DatabaseTls.REQUIRE, ADMIN_SECRET)),
          Optional.empty());

  private final ObjectNode properties = new ObjectMapper().createObjectNode();
  private final ObjectNode user;

  DesiredStateTest() {
    properties
        .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
        .put("Host", HOST)
        .put("Port", "5433")
        .put("AdminSecretArn", ADMIN_SECRET)
        .put("DatabaseName", "testdb");
    user = properties.putArray("Users").addObject();
    user.put("Username", "app_user")
        .put("SecretArn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:app");
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    DesiredState state = parse();

    assertThat(state.cluster().port()).isEqualTo(5433);
    assertThat(state.maintenanceDatabase()).isEqualTo("postgres");
    assertThat(state.removalPolicy()).isEqualTo(RemovalPolicy.RETAIN);
    assertThat(state.authenticationMode()).isEqualTo(AuthenticationMode.SECRETS);
    assertThat(state.cluster().tls()).isEqualTo(DatabaseTls.VERIFY_FULL);
    assertThat(state.migrations()).isEqualTo(MigrationSource.SAMPLE);
    assertThat(state.adopt()).isFalse();
    assertThat(state.users())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.name().value()).isEqualTo("app_user");
              assertThat(u.privileges()).isEqualTo(Privileges.ALL);
              assertThat(u.connectionLimit()).isEqualTo(-1);
              assertThat(u.settings()).isEmpty();
            });
  }

  @Test
  void aMissingPropertyIsNamed() {
    properties.remove("Host");

    refused("Property Host is missing; set it in the template.");
  }

  @Test
  void anUnknownPropertyIsNamedWithTheKnownOnes() {
    properties.put("Hots", "typo");

    assertThatThrownBy(this::parse)
        .isInstanceOf(FunctionException.class)
        .hasFieldOrPropertyWithValue("kind", FailureKind.INVALID_PROPERTY)
        .hasMessageStartingWith("Property Hots is not known; the properties are [AdminSecretArn,")
        .hasNoCause();
  }

  @Test
  void aPortOutOfRangeIsRefused() {
    properties.put("Port", "65536");

    refused("Property Port is '65536', which is not a whole number from 1 to 65535.");
  }

  @Test
  void aNameOver63BytesIsRefusedAlthoughItHas63Characters() {
    user.put("Username", "ü".repeat(32));

    refused(
        "Property Users[0].Username '%s' has 64 bytes, and PostgreSQL keeps only 63 of a name; shorten it."
            .formatted("ü".repeat(32)));
  }

  @Test
  void aNameOf63BytesIsTaken() {
    properties.put("DatabaseName", "d".repeat(63));

    assertThat(parse().database().value()).hasSize(63);
  }

  @Test
  void reservedPrefixesAreRefused() {
    properties.put("DatabaseName", "rdsdata");

    refused(
        "Property DatabaseName 'rdsdata' starts with 'pg_' or 'rds', which PostgreSQL and RDS reserve; choose another name.");
  }

  @Test
  void aUserWithoutSecretIsRefusedInTheModeThatNeedsOne() {
    user.remove("SecretArn");

    refused(
        "Property Users[0].SecretArn is missing; in the mode SECRETS every user has a secret with its password.");
  }

  @Test
  void aUserWithoutSecretIsTakenWithEndToEndIam() {
    user.remove("SecretArn");
    properties.put("AuthenticationMode", "END_TO_END_IAM");

    assertThat(parse().users().get(0).secretArn()).isEmpty();
  }

  @Test
  void aChoiceThatDoesNotExistIsRefusedWithThoseThatDo() {
    properties.put("RemovalPolicy", "KEEP");

    refused("Property RemovalPolicy is 'KEEP'; it has to be one of RETAIN, DESTROY.");
  }

  @Test
  void aUserNamedTwiceIsRefused() {
    properties.withArray("Users").add(user.deepCopy());

    refused("Property Users names 'app_user' twice; name each user once.");
  }

  @Test
  void aSettingThatWouldChangeTheSessionsUserIsRefused() {
    user.putObject("Settings").put("role", "postgres");

    refused(
        "Property Users[0].Settings names 'role', which is not a parameter that a role can have; see the view pg_settings.");
  }

  @Test
  void theOwnerIsNamedAfterTheDatabase() {
    assertThat(parse().owner().value()).isEqualTo("testdb_owner");

    properties.put("OwnerName", "keeper");
    assertThat(parse().owner().value()).isEqualTo("keeper");
  }

  @Test
  void theOwnersOfDatabasesWithLongNamesDiffer() {
    properties.put("DatabaseName", "d".repeat(62) + "1");
    String one = parse().owner().value();
    properties.put("DatabaseName", "d".repeat(62) + "2");

    assertThat(one).hasSizeLessThanOrEqualTo(63).endsWith("_owner");
    assertThat(parse().owner().value()).isNotEqualTo(one);
  }

  @Test
  void theOwnerIsNoUser() {
    properties.put("OwnerName", "app_user");

    refused(
        "Property Users names 'app_user', which is the owner of the database; give the application a user of its own, or set OwnerName to another name.");
  }

  @Test
  void aHostThatTheConfigurationDoesNotListIsRefused() {
    properties.put("Host", "evil.example.com");

    refused(
        "Property Host is 'evil.example.com', which is not a cluster of this function's configuration; deploy the stack that holds the function and this resource again.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil:5432/postgres?sslmode=disable&x=",
        "evil/",
        "user@evil",
        "evil evil",
        "evil?PGHOST=other",
        "[::1]",
        "-evil",
        "evil..com",
        "evil#x",
        "evil\n"
      })
  void aHostThatIsNoHostNameIsRefused(String host) {
    properties.put("Host", host);

    assertThatThrownBy(this::parse)
        .isInstanceOf(FunctionException.class)
        .hasFieldOrPropertyWithValue("kind", FailureKind.INVALID_PROPERTY)
        .hasMessageStartingWith(
            "Property Host is not a host name; set it to the endpoint alone, without port, user or parameters. It is \"");
  }

  @ParameterizedTest
  @CsvSource({"Port, 5432", "AdminSecretArn, arn:other", "DatabaseTls, require"})
  void whatDiffersFromTheConfigurationIsRefused(String property, String value) {
    properties.put(property, value);

    assertThatThrownBy(this::parse)
        .isInstanceOf(FunctionException.class)
        .hasFieldOrPropertyWithValue("kind", FailureKind.INVALID_PROPERTY);
  }

  @Test
  void theCertificateOfAServerOfAwsIsAlwaysVerified() {
    properties.put("DatabaseTls", "require");

    refused(
        "Property DatabaseTls is 'require', but '%s' is a server of AWS, whose certificate can be verified; set databaseTls to 'verify-full'."
            .formatted(HOST));
  }

  @Test
  void anEmulatorsCertificateNeedNotBeVerified() {
    properties.put("DatabaseTls", "require").put("Host", "localhost");

    assertThat(parse().cluster().tls()).isEqualTo(DatabaseTls.REQUIRE);
  }

  @Test
  void aParameterIsTheSameInUpperAndLowerCase() {
    user.putObject("Settings").put("Search_Path", "a").put("search_path", "b");

    refused(
        "Property Users[0].Settings names 'search_path' twice; PostgreSQL does not distinguish upper and lower case here.");
  }

  private DesiredState parse() {
    return DesiredState.parse(properties, CONFIGURATION);
  }

  private void refused(String message) {
    assertThatThrownBy(this::parse)
        .isInstanceOf(FunctionException.class)
        .hasFieldOrPropertyWithValue("kind", FailureKind.INVALID_PROPERTY)
        .hasMessage(message);
  }
}
