package io.github.auroraproxy.constructs;

import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.NagSuppression;
import io.github.auroraproxy.internal.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.constructs.Construct;

/**
 * The constructs that a new and an existing proxy share: users, database, monitoring, login check.
 */
final class ProxyParts {

  private final Construct scope;
  private final ProxyOptions options;
  private final String proxyName;

  ProxyParts(Construct scope, ProxyOptions options, String proxyName) {
    this.scope = scope;
    this.options = options;
    this.proxyName = proxyName;
  }

  /**
   * The users, the first one first.
   *
   * @param secrets what to add about their secrets
   */
  List<AppUser> users(UnaryOperator<AppUserProps> secrets) {
    List<AppUser> users = new ArrayList<>();
    users.add(user("AppUser", options, secrets));
    for (ProxyUser user : options.getFurtherUsers()) {
      users.add(user(idOf(user, users.size() + 1), user, secrets));
    }
    return List.copyOf(users);
  }

  ApplicationDatabase database(List<AppUser> users) {
    AuthenticationMode mode = options.getAuthenticationMode();
    mode.next().ifPresent(next -> warnOf(mode, next));
    return new ApplicationDatabase(
        scope,
        "Database",
        ApplicationDatabaseProps.builder()
            .from((ApplicationDatabaseOptions) options)
            .cluster(options.getCluster())
            .users(users)
            .build());
  }

  /**
   * @param logGroup of the proxy, if it is known to be there
   */
  ProxyAlarms monitoring(Optional<ILogGroup> logGroup) {
    ProxyAlarms alarms =
        new ProxyAlarms(
            scope,
            "Alarms",
            ProxyAlarmsProps.builder()
                .from(options.getAlarmSettings())
                .proxyName(proxyName)
                .alarmSet(options.getAlarmSet())
                .topic(options.getAlarmTopic())
                .logGroup(logGroup)
                .build());
    if (options.getAlarmTopic().isEmpty()) {
      alarms.getAlarms().forEach(ProxyParts::justifySilence);
    }
    if (options.isDashboard()) {
      new ProxyDashboard(
          scope,
          "Dashboard",
          ProxyDashboardProps.builder()
              .proxyName(proxyName)
              .dashboardName(options.getDashboardName())
              .alarms(alarms)
              .build());
    }
    return alarms;
  }

  LoginCheck login(
      String proxyArn,
      String endpoint,
      List<? extends ISecurityGroup> securityGroups,
      List<AppUser> users) {
    return new LoginCheck(
        scope,
        "Login",
        LoginCheckProps.builder()
            .from((DatabaseFunctionOptions) options)
            .cluster(options.getCluster())
            .proxyName(proxyName)
            .proxyArn(proxyArn)
            .endpoint(endpoint)
            .securityGroups(securityGroups)
            .databaseName(options.getDatabaseName())
            .userNames(users.stream().map(AppUser::getUserName).toList())
            .authenticationMode(options.getAuthenticationMode())
            .build());
  }

  private void warnOf(AuthenticationMode step, AuthenticationMode next) {
    Warning.on(
        scope,
        "authenticationMode",
        "authenticationMode is "
            + step
            + ", a step in which the proxy keeps both its ways to log in; once this is deployed,"
            + " deploy again with "
            + next
            + ", which "
            + (next.hasSecrets()
                ? "takes IAM from the proxy."
                : "takes the secrets from the proxy and deletes them."));
  }

  private static void justifySilence(Alarm alarm) {
    NagSuppression.on(
        alarm,
        new NagSuppression(
            "NIST.800.53.R5-CloudWatchAlarmAction",
            "Whom to tell is a team's own choice, given as alarmTopic; without it the alarm is seen"
                + " on the dashboard and in CloudWatch."));
  }

  /** By name, so that other users can be added and removed; an unknown name can't be in an id. */
  private static String idOf(ProxyUser user, int number) {
    String name = user.getUserName();
    return Known.text(name) ? "User-" + name : "User" + number;
  }

  private AppUser user(String id, AppUserOptions user, UnaryOperator<AppUserProps> secrets) {
    AppUserProps props =
        AppUserProps.builder()
            .from(user)
            .cluster(options.getCluster())
            .authenticationMode(options.getAuthenticationMode())
            .encryptionKey(options.getSecretEncryptionKey())
            .build();
    return new AppUser(scope, id, secrets.apply(props));
  }
}
