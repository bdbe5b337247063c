package io.github.auroraproxy.test.cloudwatch;

import java.util.List;

/** The states of an alarm. */
public enum AlarmState {
  OK,
  ALARM,
  INSUFFICIENT_DATA;

  /** One data point of the evaluation range. */
  enum Point {
    WITHIN,
    BREACHING,
    MISSING
  }

  /** How many periods beyond those asked for the documentation's examples look back. */
  static final int LOOK_BACK = 2;

  /**
   * The state that an evaluation range makes.
   *
   * @param range oldest first, {@link #LOOK_BACK} points more than the evaluation periods
   * @param needed how many points are needed: the evaluation periods
   * @param datapointsToAlarm how many of them must breach
   * @param missingData {@code missing} or {@code notBreaching}
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">
   *     Configuring how CloudWatch alarms treat missing data</a>
   */
  static AlarmState of(List<Point> range, int needed, int datapointsToAlarm, String missingData) {
    List<Point> real = range.stream().filter(point -> point != Point.MISSING).toList();
    List<Point> latest = real.subList(Math.max(0, real.size() - needed), real.size());
    if (breaching(latest) >= datapointsToAlarm) {
      return ALARM;
    }
    return switch (missingData) {
      case "notBreaching" -> OK;
      case "missing" -> ofMissing(range, real, needed, datapointsToAlarm);
      default -> throw new IllegalArgumentException("no treatment " + missingData);
    };
  }

  /** A breach that has grown old enough counts, when nothing later or earlier contradicts it. */
  private static AlarmState ofMissing(
      List<Point> range, List<Point> real, int needed, int datapointsToAlarm) {
    if (real.isEmpty()) {
      return INSUFFICIENT_DATA;
    }
    boolean uncontradicted = breaching(real) == real.size() && real.size() < needed;
    int age = range.size() - range.indexOf(Point.BREACHING);
    return uncontradicted && age >= datapointsToAlarm ? ALARM : OK;
  }

  private static int breaching(List<Point> points) {
    return (int) points.stream().filter(point -> point == Point.BREACHING).count();
  }
}
