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
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.RetentionDays;

/** The settings of the app, as given with {@code -c key=value}. */
class SettingsTest {

  @Test
  void nothingNeedsToBeSet() {
    Settings settings = Settings.from(setting -> null);

    assertThat(settings.evaluationCluster()).isEqualTo("aurora-evaluation");
    assertThat(settings.availabilityZones()).isEmpty();
    assertThat(settings.deletionProtection()).isFalse();
    assertThat(settings.proxyName()).isEmpty();
    assertThat(settings.databaseName()).isEqualTo("testdb");
    assertThat(settings.ownerName()).isEmpty();
    assertThat(settings.extensions()).isEmpty();
    assertThat(settings.userName()).isEqualTo("app_user");
    assertThat(settings.privileges()).isEqualTo(Privileges.ALL);
    assertThat(settings.databaseRemovalPolicy()).isEqualTo(RemovalPolicy.RETAIN);
    assertThat(settings.adopt()).isFalse();
    assertThat(settings.databaseTls()).isEqualTo(DatabaseTls.VERIFY_FULL);
    assertThat(settings.certificateBundle()).isEmpty();
    assertThat(settings.idleClientTimeout().toSeconds().longValue()).isEqualTo(1800);
    assertThat(settings.logRetention()).isEqualTo(RetentionDays.ONE_MONTH);
    assertThat(settings.alarmTopicArn()).isEmpty();
    assertThat(settings.dashboard()).isTrue();
    assertThat(settings.creationSource()).isEqualTo("aurora-proxy");
  }

  @Test
  void valuesOfCdkJsonNeedNotBeStrings() {
    Map<Setting, Object> context =
        Map.of(Setting.IDLE_CLIENT_TIMEOUT, 600, Setting.DELETION_PROTECTION, true);

    Settings settings = Settings.from(context::get);

    assertThat(settings.idleClientTimeout().toSeconds().longValue()).isEqualTo(600);
    assertThat(settings.deletionProtection()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingSaysWhatItMeansAndTakesItsDefault(Setting setting) {
    assertThat(setting.meaning()).isNotBlank().doesNotEndWith(".");
    assertThat(Settings.from(asked -> asked == setting ? setting.defaultValue() : null).toString())
        .isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PRIVILEGES | SOME | privileges is 'SOME'; use one of ALL, READ_ONLY, READ_WRITE.
          DATABASE_TLS | disable | databaseTls is 'disable'; use one of require, verify-full.
          AUTHENTICATION_MODE | PASSWORD | authenticationMode is 'PASSWORD'; use one of END_TO_END_IAM, SECRETS, SWITCHING_TO_IAM, SWITCHING_TO_SECRETS.
          FURTHER_USERS | reports:ANY | furtherUsers is 'ANY'; use one of ALL, READ_ONLY, READ_WRITE.
          OWNER_NAME | pg_owner | ownerName is 'pg_owner', which is reserved by PostgreSQL or RDS; choose another name that begins with neither pg_ nor rds.
          EXTENSIONS | postgis,uuid--ossp | extensions has 'uuid--ossp', which is no name of a PostgreSQL extension; use 1 to 63 letters, digits, underscores and single hyphens, such as pg_trgm or uuid-ossp.
          EXTENSIONS | postgis, postgis | extensions has 'postgis' twice; name each extension once.
          ROTATION | 0 | rotation is 0; use 1 to 1000 days.
          MIGRATION_TIMEOUT | 4 | migrationTimeout is 4; use 5 to 50 minutes.
          MIGRATION_TIMEOUT | 51 | migrationTimeout is 51; use 5 to 50 minutes.
          MIGRATION_TIMEOUT | 1h | migrationTimeout is '1h'; use 5 to 50 minutes.
          ACCOUNT | 1234 | account is '1234'; use the 12 digits of an AWS account.
          REGION | Frankfurt | region is 'Frankfurt'; use an AWS region, such as us-east-1.
          ADMIN_SECRET_ARN | admin | adminSecretArn is 'admin'; use a secret's complete ARN, arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf.
          ADMIN_SECRET_KEY_ARN | alias/x | adminSecretKeyArn is 'alias/x'; use a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID.
          SUBNETS | a,b | subnets has 'a'; use subnet ids separated by commas, such as subnet-0a1b2c3d.
          FUNCTION_SECURITY_GROUP | web | functionSecurityGroup is 'web'; use a security group's id, sg-0a1b2c3d.
          CONNECTION_BORROW_TIMEOUT | 301 | connectionBorrowTimeout is 301; use 0 to 300 seconds.
          MAX_CONNECTIONS_PERCENT | 0 | maxConnectionsPercent is 0; use 1 to 100 percent.
          MAX_IDLE_CONNECTIONS_PERCENT | 101 | maxIdleConnectionsPercent is 101; use 0 to 100 percent.
          ALARMS | ALL | alarms is 'ALL'; use one of EXTENDED, STANDARD.
          DATABASE_REMOVAL_POLICY | SNAPSHOT | databaseRemovalPolicy is 'SNAPSHOT'; use one of DESTROY, RETAIN.
          DELETION_PROTECTION | yes | deletionProtection is 'yes'; use one of false, true.
          IDLE_CLIENT_TIMEOUT | 30m | idleClientTimeout is '30m'; use 60 to 28800 seconds.
          IDLE_CLIENT_TIMEOUT | 59 | idleClientTimeout is 59; use 60 to 28800 seconds.
          AVAILABILITY_ZONES | us-east-1a | availabilityZones is 'us-east-1a'; use two or three names separated by commas.
          ALARM_TOPIC_ARN | on-call | alarmTopicArn is 'on-call'; use an SNS topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME.
          EVALUATION_CLUSTER | Shop | evaluationCluster is 'Shop'; use at most 57 characters in lower case, as -proxy is added.
          """)
  void aWrongValueIsOneSentenceWithTheKeyTheValueAndWhatIsAllowed(
      Setting setting, String value, String sentence) {
    assertThatThrownBy(() -> Settings.from(asked -> asked == setting ? value : null))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage("Context: " + sentence);
  }

  @Test
  void aReservedNameIsRefusedByItsKey() {
    assertThatThrownBy(() -> Settings.from(asked -> asked == Setting.USER_NAME ? "rds_iam" : null))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageStartingWith("Context: userName is 'rds_iam'");
  }
}
