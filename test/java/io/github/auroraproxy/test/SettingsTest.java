package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.app.Setting;
import io.github.auroraproxy.app.Settings;
import io.github.auroraproxy.constructs.DatabaseTls;
import io.github.auroraproxy.constructs.Privileges;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.RetentionDays;

/** Tests the settings of the app, {@code -c key=value}. */
class SettingsTest {

  @Test
  void nothingNeedsToBeSet() {
    Settings settings = Settings.from(key -> null);

    assertThat(settings.get(Setting.EVALUATION_CLUSTER)).isEqualTo("aurora-evaluation");
    assertThat(settings.get(Setting.AVAILABILITY_ZONES)).isEmpty();
    assertThat(settings.get(Setting.DELETION_PROTECTION)).isFalse();
    assertThat(settings.get(Setting.PROXY_NAME)).isEmpty();
    assertThat(settings.get(Setting.DATABASE_NAME)).isEqualTo("testdb");
    assertThat(settings.get(Setting.OWNER_NAME)).isEmpty();
    assertThat(settings.get(Setting.EXTENSIONS)).isEmpty();
    assertThat(settings.get(Setting.USER_NAME)).isEqualTo("app_user");
    assertThat(settings.get(Setting.PRIVILEGES)).isEqualTo(Privileges.ALL);
    assertThat(settings.get(Setting.DATABASE_REMOVAL_POLICY)).isEqualTo(RemovalPolicy.RETAIN);
    assertThat(settings.get(Setting.ADOPT)).isFalse();
    assertThat(settings.get(Setting.DATABASE_TLS)).isEqualTo(DatabaseTls.VERIFY_FULL);
    assertThat(settings.get(Setting.CERTIFICATE_BUNDLE)).isEmpty();
    assertThat(settings.get(Setting.IDLE_CLIENT_TIMEOUT).toSeconds().longValue()).isEqualTo(1800);
    assertThat(settings.get(Setting.LOG_RETENTION)).isEqualTo(RetentionDays.ONE_MONTH);
    assertThat(settings.get(Setting.ALARM_TOPIC_ARN)).isEmpty();
    assertThat(settings.get(Setting.DASHBOARD)).isTrue();
    assertThat(settings.get(Setting.CREATION_SOURCE)).isEqualTo("aurora-proxy");
  }

  @Test
  void valuesOfCdkJsonNeedNotBeStrings() {
    Map<String, Object> context = Map.of("idleClientTimeout", 600, "deletionProtection", true);

    Settings settings = Settings.from(context::get);

    assertThat(settings.get(Setting.IDLE_CLIENT_TIMEOUT).toSeconds().longValue()).isEqualTo(600);
    assertThat(settings.get(Setting.DELETION_PROTECTION)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("io.github.auroraproxy.app.Setting#all")
  void everySettingHasAMeaningAndAcceptsItsDefault(Setting<?> setting) {
    Settings settings = Settings.from(Map.of(setting.key(), setting.defaultValue())::get);

    assertThat(setting.allowedValues()).isNotBlank();
    assertThat(setting.meaning()).isNotBlank().doesNotEndWith(".");
    assertThat(settings.get(setting))
        .hasToString(String.valueOf(Settings.from(key -> null).get(setting)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          privileges | SOME | privileges is 'SOME'; use one of ALL, READ_ONLY, READ_WRITE.
          databaseTls | disable | databaseTls is 'disable'; use one of require, verify-full.
          authenticationMode | PASSWORD | authenticationMode is 'PASSWORD'; use one of END_TO_END_IAM, SECRETS, SWITCHING_TO_IAM, SWITCHING_TO_SECRETS.
          furtherUsers | reports:ANY | furtherUsers is 'ANY'; use one of ALL, READ_ONLY, READ_WRITE.
          ownerName | pg_owner | ownerName is 'pg_owner', which is reserved by PostgreSQL or RDS; choose another name that begins with neither pg_ nor rds.
          extensions | postgis,uuid--ossp | extensions has 'uuid--ossp', which is no name of a PostgreSQL extension; use 1 to 63 letters, digits, underscores and single hyphens, such as pg_trgm or uuid-ossp.
          extensions | postgis, postgis | extensions has 'postgis' twice; name each extension once.
          rotation | 0 | rotation is 0; use 1 to 1000 days.
          migrationTimeout | 4 | migrationTimeout is 4; use 5 to 50 minutes.
          migrationTimeout | 51 | migrationTimeout is 51; use 5 to 50 minutes.
          migrationTimeout | 1h | migrationTimeout is '1h'; use 5 to 50 minutes.
          account | 1234 | account is '1234'; use the 12 digits of an AWS account.
          region | Frankfurt | region is 'Frankfurt'; use an AWS region, such as us-east-1.
          adminSecretArn | admin | adminSecretArn is 'admin'; use a secret's complete ARN, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf.
          adminSecretKeyArn | alias/x | adminSecretKeyArn is 'alias/x'; use a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID.
          subnets | a,b | subnets has 'a'; use subnet ids separated by commas, such as subnet-0a1b2c3d.
          functionSecurityGroup | web | functionSecurityGroup is 'web'; use a security group's id, sg-0a1b2c3d.
          connectionBorrowTimeout | 301 | connectionBorrowTimeout is 301; use 0 to 300 seconds.
          maxConnectionsPercent | 0 | maxConnectionsPercent is 0; use 1 to 100 percent.
          maxIdleConnectionsPercent | 101 | maxIdleConnectionsPercent is 101; use 0 to 100 percent.
          alarms | ALL | alarms is 'ALL'; use one of EXTENDED, STANDARD.
          databaseRemovalPolicy | SNAPSHOT | databaseRemovalPolicy is 'SNAPSHOT'; use one of DESTROY, RETAIN.
          deletionProtection | yes | deletionProtection is 'yes'; use one of false, true.
          idleClientTimeout | 30m | idleClientTimeout is '30m'; use 60 to 28800 seconds.
          idleClientTimeout | 59 | idleClientTimeout is 59; use 60 to 28800 seconds.
          availabilityZones | us-east-1a | availabilityZones is 'us-east-1a'; use two or three names separated by commas.
          alarmTopicArn | on-call | alarmTopicArn is 'on-call'; use an SNS topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME.
          evaluationCluster | Shop | evaluationCluster is 'Shop'; use at most 57 characters in lower case, as -proxy is added.
          """)
  void aWrongValueIsOneSentenceWithTheKeyTheValueAndWhatIsAllowed(
      String key, String value, String sentence) {
    assertThatThrownBy(() -> Settings.from(Map.of(key, value)::get))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Context: " + sentence);
  }

  @Test
  void thePoolKeepsNoMoreIdleConnectionsThanItOpens() {
    assertThatThrownBy(() -> Settings.from(Map.of("maxConnectionsPercent", "30")::get))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Context: maxIdleConnectionsPercent is 50; use 0 to 30 percent.");
  }

  @Test
  void aReservedNameIsRefusedByItsKey() {
    assertThatThrownBy(() -> Settings.from(Map.of("userName", "rds_iam")::get))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageStartingWith("Context: userName is 'rds_iam'");
  }
}
