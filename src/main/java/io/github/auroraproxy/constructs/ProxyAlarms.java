package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.List;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * Three alarms on a proxy: the pool is nearly full, it multiplexes too little, queries are slow.
 *
 * <p>Each goes off after three periods of 5 minutes. Missing data is not a breach: RDS Proxy
 * publishes latencies only while there are queries.
 */
public class ProxyAlarms extends Construct {

  private static final int EVALUATION_PERIODS = 3;

  private final String proxyName;
  private final Alarm poolUtilization;
  private final Alarm multiplexing;
  private final Alarm queryLatency;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a threshold is out of range
   */
  public ProxyAlarms(Construct scope, String id, ProxyAlarmsProps props) {
    super(scope, id);
    proxyName = props.getProxyName();
    int percent = props.getPoolUtilizationPercent();
    int ratio = props.getMultiplexingRatio();
    int leastClients = props.getLeastClients();
    long latency = ProxyMetrics.microseconds(props.getQueryLatency());
    Guard guard = Guard.of("ProxyAlarms " + getNode().getPath());
    guard.between("poolUtilizationPercent", percent, 1, 100, "percent");
    guard.between("multiplexingRatio", ratio, 1, Integer.MAX_VALUE, "clients per connection");
    guard.between("leastClients", leastClients, 1, Integer.MAX_VALUE, "clients");
    guard.between("queryLatency", latency, 1, Long.MAX_VALUE, "microseconds");

    ProxyMetrics metrics = new ProxyMetrics(proxyName);
    poolUtilization =
        alarm(
            "PoolUtilization",
            "pool-utilization-high",
            metrics.poolUtilization(),
            ComparisonOperator.GREATER_THAN_THRESHOLD,
            percent,
            "has more than %d %% of its connections to the writer in use.".formatted(percent));
    multiplexing =
        alarm(
            "Multiplexing",
            "multiplexing-low",
            metrics.multiplexingRatio(leastClients),
            ComparisonOperator.LESS_THAN_THRESHOLD,
            ratio,
            "serves fewer than %d clients per database connection, with %d clients or more."
                .formatted(ratio, leastClients));
    queryLatency =
        alarm(
            "QueryLatency",
            "query-latency-high",
            metrics.queryLatency(),
            ComparisonOperator.GREATER_THAN_THRESHOLD,
            latency,
            ("takes more than %d ms on average to answer a query; clients of the extended query"
                    + " protocol, such as JDBC, are not measured.")
                .formatted(props.getQueryLatency().toMilliseconds().longValue()));
    props.getTopic().ifPresent(this::tell);
  }

  /** Every alarm. */
  public List<Alarm> getAlarms() {
    return List.of(poolUtilization, multiplexing, queryLatency);
  }

  /** Goes off when the pool of connections to the writer is nearly full. */
  public Alarm getPoolUtilization() {
    return poolUtilization;
  }

  /** Goes off when the proxy serves too few clients per database connection. */
  public Alarm getMultiplexing() {
    return multiplexing;
  }

  /** Goes off when queries are slow. */
  public Alarm getQueryLatency() {
    return queryLatency;
  }

  private Alarm alarm(
      String id,
      String name,
      IMetric metric,
      ComparisonOperator operator,
      Number threshold,
      String finding) {
    return Alarm.Builder.create(this, id)
        .alarmName(proxyName + "-" + name)
        .alarmDescription("RDS Proxy " + proxyName + " " + finding)
        .metric(metric)
        .comparisonOperator(operator)
        .threshold(threshold)
        .evaluationPeriods(EVALUATION_PERIODS)
        .treatMissingData(TreatMissingData.NOT_BREACHING)
        .build();
  }

  private void tell(ITopic topic) {
    SnsAction action = new SnsAction(topic);
    for (Alarm alarm : getAlarms()) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
