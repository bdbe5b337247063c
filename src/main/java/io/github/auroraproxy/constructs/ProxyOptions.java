package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sns.ITopic;

/** What is to be decided about the use of a proxy, be it a new one or one that exists. */
public interface ProxyOptions extends AppUserOptions, ApplicationDatabaseOptions {

  /** The cluster behind the proxy. */
  AuroraCluster getCluster();

  /** Users of the database beside the first, each with a secret of its own; none by default. */
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
   * A customer key to encrypt the users' secrets with.
   *
   * <p>Default: AWS's own key, {@code aws/secretsmanager}.
   */
  Optional<IKey> getSecretEncryptionKey();

  /**
   * Told when an alarm goes off, and when it is over.
   *
   * <p>Default: nobody is told.
   */
  Optional<ITopic> getAlarmTopic();

  /**
   * Which alarms there are.
   *
   * <p>Default: {@link AlarmSet#STANDARD}.
   */
  @Value.Default
  default AlarmSet getAlarmSet() {
    return AlarmSet.STANDARD;
  }

  /**
   * When the alarms go off, and the runbook that they lead to.
   *
   * <p>Default: the thresholds of {@link AlarmSettings}.
   */
  @Value.Default
  default AlarmSettings getAlarmSettings() {
    return AlarmSettings.builder().build();
  }

  /**
   * Whether to make a dashboard; AWS gives three for nothing and bills each further one.
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
