package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.UniqueNames;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.rds.CfnEventSubscription;
import software.constructs.Construct;

/**
 * CloudWatch alarms on a proxy, which this library need not have created: a standard set of three,
 * or an extended set of eight.
 *
 * <p>With {@link AlarmSet#EXTENDED} RDS's events of the proxy go to the topic, too, and metric
 * filters count refused logins and pinned sessions in the proxy's log.
 *
 * <p>Where RDS Proxy publishes nothing, because nothing happens, no alarm goes off. The alarm on
 * the writer's availability alone turns to INSUFFICIENT_DATA, since that metric never pauses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html">
 *     CloudWatch alarms</a>
 */
public class ProxyAlarms extends Construct {

  private static final AlarmOptions NOTHING_SPECIAL = AlarmOptions.builder().build();
  private static final int LONGEST_PREFIX = 200;
  private static final int SECONDS_PER_DAY = 86_400;

  private final ProxyAlarmsProps props;
  private final Map<ProxyAlarm, Alarm> alarms = new EnumMap<>(ProxyAlarm.class);
  private final Optional<CfnEventSubscription> events;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a threshold, a period or a number of
   *     periods is out of range, options are given for an alarm outside the set, or the proxy's
   *     name is none
   */
  public ProxyAlarms(Construct scope, String id, ProxyAlarmsProps props) {
    super(scope, id);
    this.props = props;
    Guard guard = Guard.of("ProxyAlarms " + getNode().getPath());
    guard.rdsName("proxyName", props.getProxyName());
    checkThresholds(guard);
    List<ProxyAlarm> chosen = props.getAlarmSet().alarms();
    props.getOptions().keySet().forEach(alarm -> guard.oneOf("options", alarm, chosen));
    chosen.forEach(alarm -> alarms.put(alarm, create(alarm, guard)));
    boolean extended = props.getAlarmSet() == AlarmSet.EXTENDED;
    events =
        props
            .getTopic()
            .filter(topic -> extended && props.isProxyEvents())
            .flatMap(topic -> ProxyEvents.send(this, props.getProxyName(), topic));
    props
        .getLogGroup()
        .filter(group -> extended)
        .ifPresent(group -> ProxyLogMetrics.count(this, props.getProxyName(), group));
  }

  /** Every alarm of the set, in the order of {@link ProxyAlarm}. */
  public List<Alarm> getAlarms() {
    return List.copyOf(alarms.values());
  }

  /** One alarm; empty if it is not in the set. */
  public Optional<Alarm> getAlarm(ProxyAlarm alarm) {
    return Optional.ofNullable(alarms.get(alarm));
  }

  /** Goes off when the pool of connections to the writer is nearly full. */
  public Alarm getPoolUtilization() {
    return alarms.get(ProxyAlarm.POOL_UTILIZATION);
  }

  /** Goes off when the proxy serves too few clients per database connection. */
  public Alarm getMultiplexing() {
    return alarms.get(ProxyAlarm.MULTIPLEXING);
  }

  /** Goes off when queries are slow. */
  public Alarm getQueryLatency() {
    return alarms.get(ProxyAlarm.QUERY_LATENCY);
  }

  ProxyAlarmsProps props() {
    return props;
  }

  /**
   * The subscription to RDS's events of the proxy; empty without a topic, with {@link
   * AlarmSet#STANDARD} or without {@link AlarmSettings#isProxyEvents()}. RDS refuses a subscription
   * to a proxy that does not exist yet: if the proxy is in the same stack, let the subscription
   * depend on it.
   */
  public Optional<CfnEventSubscription> getEventSubscription() {
    return events;
  }

  /** Whether the proxy's log is counted, too. */
  boolean countsTheLog() {
    return props.getAlarmSet() == AlarmSet.EXTENDED && props.getLogGroup().isPresent();
  }

  private void checkThresholds(Guard guard) {
    int most = Integer.MAX_VALUE;
    guard.between("poolUtilizationPercent", props.getPoolUtilizationPercent(), 1, 100, "percent");
    guard.between(
        "multiplexingRatio", props.getMultiplexingRatio(), 1, most, "clients per connection");
    guard.between("leastClients", props.getLeastClients(), 1, most, "clients");
    positive(guard, "queryLatency", props.getQueryLatency());
    positive(guard, "borrowLatency", props.getBorrowLatency());
    guard.between("failedLogins", props.getFailedLogins(), 0, most, "logins");
    guard.between(
        "writerAvailabilityPercent", props.getWriterAvailabilityPercent(), 1, 100, "percent");
    guard.between("pinnedSessionsPercent", props.getPinnedSessionsPercent(), 1, 100, "percent");
    guard.between(
        "databaseConnectionFailures",
        props.getDatabaseConnectionFailures(),
        0,
        most,
        "connections");
  }

  private static void positive(Guard guard, String property, Duration latency) {
    guard.known(property, latency, "Duration.seconds(1)");
    guard.between(property, ProxyMetrics.microseconds(latency), 1, Long.MAX_VALUE, "microseconds");
  }

  private Alarm create(ProxyAlarm kind, Guard guard) {
    AlarmOptions options = props.getOptions().getOrDefault(kind, NOTHING_SPECIAL);
    Duration period = options.getPeriod().orElseGet(() -> Duration.minutes(kind.periodMinutes()));
    guard.known("period of " + kind, period, "Duration.minutes(5)");
    ProxyMetrics metrics = new ProxyMetrics(props.getProxyName(), period);
    Number periods = options.getEvaluationPeriods().orElse(kind.evaluationPeriods());
    int most = SECONDS_PER_DAY / period.toSeconds().intValue();
    guard.between("evaluationPeriods of " + kind, periods, 1, most, "periods, a day at most");
    Number datapoints = options.getDatapointsToAlarm().orElse(periods);
    guard.between(
        "datapointsToAlarm of " + kind,
        datapoints,
        1,
        Known.number(periods) ? periods.longValue() : most,
        "periods");
    AlarmRule rule = AlarmRule.of(kind, props, metrics);
    Alarm alarm =
        Alarm.Builder.create(this, kind.id())
            .alarmName(name(guard, kind))
            .alarmDescription(
                "RDS Proxy %s %s. Runbook: %s"
                    .formatted(props.getProxyName(), rule.finding(), runbook(kind, options)))
            .metric(rule.metric())
            .comparisonOperator(rule.operator())
            .threshold(rule.threshold())
            .evaluationPeriods(periods)
            .datapointsToAlarm(datapoints)
            .treatMissingData(rule.missingData())
            .build();
    options
        .getTopic()
        .or(props::getTopic)
        .map(SnsAction::new)
        .ifPresent(
            action -> {
              alarm.addAlarmAction(action);
              alarm.addOkAction(action);
            });
    return alarm;
  }

  private String name(Guard guard, ProxyAlarm kind) {
    String prefix = props.getNamePrefix().orElse(props.getProxyName());
    guard.check(
        !Known.text(prefix) || prefix.length() <= LONGEST_PREFIX,
        "namePrefix",
        "has " + prefix.length() + " characters; use at most " + LONGEST_PREFIX);
    String name = prefix + "-" + kind.suffix();
    UniqueNames.of(this).alarmName(guard, this, name, prefix);
    return name;
  }

  private String runbook(ProxyAlarm kind, AlarmOptions options) {
    return options.getRunbookUrl().orElseGet(() -> props.getRunbookUrl() + "#" + kind.suffix());
  }
}
