package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.Known;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;

/**
 * The metric, the threshold and the description of one alarm.
 *
 * @param finding the rest of a sentence that begins with the proxy's name
 */
record AlarmRule(
    IMetric metric,
    ComparisonOperator operator,
    Number threshold,
    TreatMissingData missingData,
    String finding) {

  /** RDS Proxy publishes nothing where there is nothing to count: missing data is no breach. */
  static AlarmRule above(Number threshold, IMetric metric, String finding) {
    return new AlarmRule(
        metric,
        ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold,
        TreatMissingData.NOT_BREACHING,
        finding);
  }

  static AlarmRule below(
      Number threshold, IMetric metric, TreatMissingData missingData, String finding) {
    return new AlarmRule(
        metric, ComparisonOperator.LESS_THAN_THRESHOLD, threshold, missingData, finding);
  }

  static AlarmRule of(ProxyAlarm alarm, ProxyAlarmsProps props, ProxyMetrics metrics) {
    return switch (alarm) {
      case POOL_UTILIZATION ->
          above(
              props.getPoolUtilizationPercent(),
              metrics.poolUtilization(TargetRole.WRITER),
              "has more than %s %% of its connections to the writer in use"
                  .formatted(Known.asText(props.getPoolUtilizationPercent())));
      case MULTIPLEXING ->
          below(
              props.getMultiplexingRatio(),
              metrics.multiplexingRatio(props.getLeastClients()),
              TreatMissingData.NOT_BREACHING,
              "serves fewer than %s clients per database connection, with %s clients or more"
                  .formatted(
                      Known.asText(props.getMultiplexingRatio()),
                      Known.asText(props.getLeastClients())));
      case QUERY_LATENCY ->
          above(
              ProxyMetrics.microseconds(props.getQueryLatency()),
              metrics.queryLatency(),
              ("takes more than %s ms on average to answer a query; clients of the extended query"
                      + " protocol, such as JDBC, are not measured")
                  .formatted(props.getQueryLatency().toMilliseconds().longValue()));
      case BORROW_LATENCY ->
          above(
              ProxyMetrics.microseconds(props.getBorrowLatency()),
              metrics.borrowLatency(),
              "takes more than %s ms on average to obtain a database connection"
                  .formatted(props.getBorrowLatency().toMilliseconds().longValue()));
      case FAILED_LOGINS ->
          above(
              props.getFailedLogins(),
              metrics.failedLogins(),
              "refused more than %s logins in a period"
                  .formatted(Known.asText(props.getFailedLogins())));
      case WRITER_AVAILABILITY ->
          below(
              props.getWriterAvailabilityPercent(),
              metrics.availability(TargetRole.WRITER),
              // RDS Proxy publishes it as long as it exists: missing data means neither health nor
              // an outage.
              TreatMissingData.MISSING,
              "finds the writer available less than %s %% of the time"
                  .formatted(Known.asText(props.getWriterAvailabilityPercent())));
      case PINNED_SESSIONS ->
          above(
              props.getPinnedSessionsPercent(),
              metrics.pinnedShare(TargetRole.WRITER),
              "has more than %s %% of the writer's pool pinned to single clients"
                  .formatted(Known.asText(props.getPinnedSessionsPercent())));
      case DATABASE_CONNECTION_FAILURES ->
          above(
              props.getDatabaseConnectionFailures(),
              metrics.databaseConnectionFailures(),
              "failed to open more than %s database connections in a period"
                  .formatted(Known.asText(props.getDatabaseConnectionFailures())));
    };
  }
}
