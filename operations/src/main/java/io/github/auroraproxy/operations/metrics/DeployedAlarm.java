package io.github.auroraproxy.operations.metrics;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * An alarm of CloudWatch that reads metrics of a proxy, whoever deployed it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html">DescribeAlarms</a>
 */
public final class DeployedAlarm {

  private static final Dimension READERS =
      Dimension.builder().name("TargetRole").value("READ_ONLY").build();

  private final MetricAlarm alarm;

  /** An alarm as CloudWatch describes it. */
  public DeployedAlarm(MetricAlarm alarm) {
    this.alarm = alarm;
  }

  /** Every alarm that reads a metric of the proxy. */
  public static List<DeployedAlarm> ofProxy(String proxyName, CloudWatchClient cloudWatch) {
    Dimension proxy = Dimension.builder().name("ProxyName").value(proxyName).build();
    return cloudWatch.describeAlarmsPaginator().metricAlarms().stream()
        .map(DeployedAlarm::new)
        .filter(alarm -> alarm.hasDimension(proxy))
        .toList();
  }

  /** The alarm's name. */
  public String name() {
    return alarm.alarmName();
  }

  /** Whether the alarm is in the state ALARM. */
  public boolean isRinging() {
    return alarm.stateValue() == StateValue.ALARM;
  }

  /** OK, ALARM or INSUFFICIENT_DATA. */
  public String state() {
    return alarm.stateValueAsString();
  }

  /** What brought the alarm into its state, in CloudWatch's words. */
  public String stateReason() {
    return Objects.toString(alarm.stateReason(), "");
  }

  /** In the unit of the metric; empty for an alarm on an anomaly. */
  public OptionalDouble threshold() {
    return alarm.threshold() == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(alarm.threshold());
  }

  /**
   * The threshold in the unit in which the commands show the series. An alarm on an expression is
   * taken to compute the value that is shown.
   */
  public OptionalDouble shownThreshold() {
    OptionalDouble threshold = threshold();
    return threshold.isPresent() && alarm.metricName() != null && series().isPresent()
        ? OptionalDouble.of(series().get().shown(threshold.getAsDouble()))
        : threshold;
  }

  /** The names of the metrics that the alarm reads. */
  public Set<String> metricNames() {
    return metrics().map(Metric::metricName).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The statistics of the metrics that the alarm's expression reads. */
  public Set<String> statistics() {
    return stats().map(MetricStat::stat).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The series whose values the alarm compares; empty if none of the commands shows it. */
  public Optional<AlarmedSeries> series() {
    return hasDimension(READERS) ? Optional.empty() : AlarmedSeries.of(metricNames());
  }

  /** Whether values over the threshold breach, and not those under it. */
  boolean isBreachedAbove() {
    ComparisonOperator operator = alarm.comparisonOperator();
    return operator == ComparisonOperator.GREATER_THAN_THRESHOLD
        || operator == ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
  }

  /** The comparison, such as {@code >}; CloudWatch's word for that of an anomaly. */
  String comparison() {
    return switch (alarm.comparisonOperator()) {
      case GREATER_THAN_THRESHOLD -> ">";
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> ">=";
      case LESS_THAN_THRESHOLD -> "<";
      case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> "<=";
      default -> alarm.comparisonOperatorAsString();
    };
  }

  private boolean hasDimension(Dimension dimension) {
    return metrics().anyMatch(metric -> metric.dimensions().contains(dimension));
  }

  private Stream<Metric> metrics() {
    if (alarm.metricName() != null) {
      return Stream.of(
          Metric.builder().metricName(alarm.metricName()).dimensions(alarm.dimensions()).build());
    }
    return stats().map(MetricStat::metric);
  }

  private Stream<MetricStat> stats() {
    return alarm.metrics().stream().map(MetricDataQuery::metricStat).filter(Objects::nonNull);
  }
}
