package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.ITopic;

/** Properties of {@link AuroraProxy}. */
@Value.Immutable
public interface AuroraProxyProps {

  /** The cluster behind the proxy. */
  AuroraCluster getCluster();

  /**
   * The proxy's name, 1 to 63 letters, digits and single hyphens. The alarms, the dashboard and the
   * log group carry it. Another name replaces the proxy.
   *
   * <p>Default: the cluster's name and {@code -proxy}; where CloudFormation names the cluster, a
   * unique name made from the construct's path.
   */
  Optional<String> getProxyName();

  /**
   * The application's database: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code testdb}.
   */
  @Value.Default
  default String getDatabaseName() {
    return "testdb";
  }

  /**
   * The application's user: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code app_user}.
   */
  @Value.Default
  default String getUserName() {
    return "app_user";
  }

  /**
   * What the user may do in the application's database.
   *
   * <p>Default: {@link Privileges#ALL}.
   */
  @Value.Default
  default Privileges getPrivileges() {
    return Privileges.ALL;
  }

  /**
   * Where the tables of the application's database come from.
   *
   * <p>Default: {@link Migrations#sample()}.
   */
  @Value.Default
  default Migrations getMigrations() {
    return Migrations.sample();
  }

  /**
   * What becomes of the application's database and user when this construct is deleted: {@code
   * RETAIN} or {@code DESTROY}, which drops only what this construct created.
   *
   * <p>Default: {@code RETAIN}.
   */
  @Value.Default
  default RemovalPolicy getDatabaseRemovalPolicy() {
    return RemovalPolicy.RETAIN;
  }

  /**
   * Whether to take over a database or a user that another stack has marked as its own.
   *
   * <p>Default: no, which refuses them.
   */
  @Value.Default
  default boolean isAdopt() {
    return false;
  }

  /**
   * How the database function checks the cluster's certificate.
   *
   * <p>Default: {@link DatabaseTls#VERIFY_FULL}.
   */
  @Value.Default
  default DatabaseTls getDatabaseTls() {
    return DatabaseTls.VERIFY_FULL;
  }

  /**
   * How long a client connection may be idle before the proxy closes it, 60 to 28 800 seconds.
   *
   * <p>Default: 1 800 seconds.
   */
  @Value.Default
  default Duration getIdleClientTimeout() {
    return Duration.seconds(1800);
  }

  /**
   * A customer key to encrypt the user's secret with.
   *
   * <p>Default: AWS's own key, {@code aws/secretsmanager}.
   */
  Optional<IKey> getSecretEncryptionKey();

  /**
   * How long the logs of the proxy and of the database function are kept.
   *
   * <p>Default: one month.
   */
  @Value.Default
  default RetentionDays getLogRetention() {
    return RetentionDays.ONE_MONTH;
  }

  /**
   * Told when an alarm goes off, and when it is over.
   *
   * <p>Default: nobody is told.
   */
  Optional<ITopic> getAlarmTopic();

  /**
   * Whether to make a dashboard; AWS gives three for nothing and bills each further one.
   *
   * <p>Default: yes.
   */
  @Value.Default
  default boolean isDashboard() {
    return true;
  }

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link AuroraProxyProps}. */
  final class Builder extends ImmutableAuroraProxyProps.Builder {}
}
