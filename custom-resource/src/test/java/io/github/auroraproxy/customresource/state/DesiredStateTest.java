package io.github.auroraproxy.customresource.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.failure.InvalidPropertyException;
import org.junit.jupiter.api.Test;

class DesiredStateTest {

  private final ObjectNode properties = new ObjectMapper().createObjectNode();
  private final ObjectNode user;

  DesiredStateTest() {
    properties
        .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
        .put("Host", "demo.cluster-c0ffee.us-east-1.rds.amazonaws.com")
        .put("Port", "5433")
        .put("AdminSecretArn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin")
        .put("DatabaseName", "testdb");
    user = properties.putArray("Users").addObject();
    user.put("Username", "app_user")
        .put("SecretArn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:app");
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    DesiredState state = DesiredState.parse(properties);

    assertThat(state.port()).isEqualTo(5433);
    assertThat(state.maintenanceDatabase()).isEqualTo("postgres");
    assertThat(state.removalPolicy()).isEqualTo(RemovalPolicy.RETAIN);
    assertThat(state.authenticationMode()).isEqualTo(AuthenticationMode.SECRETS);
    assertThat(state.tls()).isEqualTo(DatabaseTls.VERIFY_FULL);
    assertThat(state.migrations()).isEqualTo(MigrationSource.SAMPLE);
    assertThat(state.adopt()).isFalse();
    assertThat(state.users())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.name().value()).isEqualTo("app_user");
              assertThat(u.privileges()).isEqualTo(Privileges.ALL);
              assertThat(u.connectionLimit()).isEmpty();
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

    assertThatThrownBy(() -> DesiredState.parse(properties))
        .isInstanceOf(InvalidPropertyException.class)
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

    assertThat(DesiredState.parse(properties).database().value()).hasSize(63);
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

    assertThat(DesiredState.parse(properties).users().get(0).secretArn()).isEmpty();
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

  private void refused(String message) {
    assertThatThrownBy(() -> DesiredState.parse(properties))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(message);
  }
}
