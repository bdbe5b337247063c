package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sns.ITopic;

/** Options of a proxy, whether it is new or exists already. */
public interface ProxyOptions extends AppUserOptions, ApplicationDatabaseOptions {

  /** The cluster behind the proxy. */
  AuroraCluster getCluster();

  /** More users of the database, each with a secret of its own; none by default. */
  List<ProxyUser> getFurtherUsers();

  /**
   * How the proxy logs in to the database, as each of the users.
   *
   * <p>Default: {@link AuthenticationMode#SECRETS}.
   */
  @Value.Default
  default AuthenticationMode getAuthenticationMode() {
    return AuthenticationMode.SECRETS;
  }

  /**
   * Whether the deployment logs in through the proxy as each user, and fails if one can't.
   *
   * <p>Default: yes.
   */
  @Value.Default
  default boolean isLoginCheck() {
    return true;
  }

  /**
   * A customer managed key to encrypt the users' secrets with.
   *
   * <p>Default: the AWS managed key, {@code aws/secretsmanager}.
   */
  Optional<IKey> getSecretEncryptionKey();

  /**
   * The topic that is notified when an alarm goes off and when it ends.
   *
   * <p>Default: nobody is notified.
   */
  Optional<ITopic> getAlarmTopic();

  /**
   * The set of alarms to create.
   *
   * <p>Default: {@link AlarmSet#STANDARD}.
   */
  @Value.Default
  default AlarmSet getAlarmSet() {
    return AlarmSet.STANDARD;
  }

  /**
   * The thresholds of the alarms, and their runbook.
   *
   * <p>Default: the thresholds of {@link AlarmSettings}.
   */
  @Value.Default
  default AlarmSettings getAlarmSettings() {
    return AlarmSettings.builder().build();
  }

  /**
   * Whether to create a dashboard; the first three of an account are free.
   *
   * <p>Default: yes.
   */
  @Value.Default
  default boolean isDashboard() {
    return true;
  }

  /**
   * The dashboard's name: 1 to 255 letters, digits, hyphens and underscores.
   *
   * <p>Default: the proxy's.
   */
  Optional<String> getDashboardName();
}
