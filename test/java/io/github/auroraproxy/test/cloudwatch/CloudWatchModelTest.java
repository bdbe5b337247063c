package io.github.auroraproxy.test.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.test.cloudwatch.AlarmState.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model does what CloudWatch's documentation says of itself. */
class CloudWatchModelTest {

  private static final MetricKey METRIC = new MetricKey("M", Map.of());

  /** The tables of the page on missing data: 0 is within, X breaches, - is missing. */
  @ParameterizedTest
  @CsvSource({
    "0 - X - X, 3, OK, OK",
    "0 - - - -, 3, OK, OK",
    "- - - - -, 3, INSUFFICIENT_DATA, OK",
    "0 X X - X, 3, ALARM, ALARM",
    "- - X - -, 3, ALARM, OK",
    "- - - - X, 3, OK, OK",
    "- - - X -, 3, OK, OK",
    "0 - X - X, 2, ALARM, ALARM",
    "0 0 X 0 X, 2, ALARM, ALARM",
    "0 - X - -, 2, OK, OK",
    "- - - - 0, 2, OK, OK",
    "- - - X -, 2, ALARM, OK"
  })
  void missingDataIsTreatedAsTheDocumentedTablesShow(
      String points, int datapointsToAlarm, AlarmState ifMissing, AlarmState ifNotBreaching) {
    List<Point> range =
        Arrays.stream(points.split(" "))
            .map(
                point ->
                    switch (point) {
                      case "X" -> Point.BREACHING;
                      case "0" -> Point.WITHIN;
                      default -> Point.MISSING;
                    })
            .toList();

    assertThat(AlarmState.of(range, 3, datapointsToAlarm, "missing")).isEqualTo(ifMissing);
    assertThat(AlarmState.of(range, 3, datapointsToAlarm, "notBreaching"))
        .isEqualTo(ifNotBreaching);
  }

  @ParameterizedTest
  @CsvSource({"Sum, 24", "Average, 4", "Maximum, 7", "Minimum, 1"})
  void aStatisticIsOfEverySampleOfEveryNodeInThePeriod(String statistic, double value) {
    Samples samples = new Samples();
    samples.put(METRIC, 4, 100);
    samples.put(METRIC, 5, 1, 2);
    samples.put(METRIC, 7, 3, 7, 6, 5);
    samples.put(METRIC, 10, 100);

    assertThat(samples.statistic(METRIC, statistic, 5, 5)).hasValue(value);
  }

  @Test
  void aPeriodWithoutSamplesHasNoPoint() {
    assertThat(new Samples().statistic(METRIC, "Sum", 0, 5)).isEmpty();
  }

  @Test
  void aMissingOperandCountsAsZero() {
    assertThat(math("100 * a / b", OptionalDouble.empty(), OptionalDouble.of(4))).hasValue(0);
  }

  @Test
  void aDivisionByZeroDropsThePoint() {
    assertThat(math("a / b", OptionalDouble.of(4), OptionalDouble.of(0))).isEmpty();
    assertThat(math("a / b", OptionalDouble.of(4), OptionalDouble.empty())).isEmpty();
  }

  @Test
  void whereEveryMetricIsMissingThereIsNoPoint() {
    assertThat(math("a + b + 1", OptionalDouble.empty(), OptionalDouble.empty())).isEmpty();
  }

  @Test
  void anIfWithoutElseDropsThePointWhenItIsFalse() {
    assertThat(math("IF(a >= 4, b)", OptionalDouble.of(3), OptionalDouble.of(7))).isEmpty();
    assertThat(math("IF(a >= 4, b)", OptionalDouble.of(4), OptionalDouble.of(7))).hasValue(7);
    assertThat(math("IF(a >= 4, b, 1)", OptionalDouble.of(3), OptionalDouble.of(7))).hasValue(1);
  }

  @Test
  void theBranchThatIsNotTakenDividesByNothing() {
    assertThat(math("IF(b > 0, a / b, 9)", OptionalDouble.of(3), OptionalDouble.of(0))).hasValue(9);
  }

  @Test
  void thePeriodIsInSeconds() {
    assertThat(math("a / (PERIOD(a) / 60)", OptionalDouble.of(50), OptionalDouble.empty()))
        .hasValue(10);
  }

  private static OptionalDouble math(String expression, OptionalDouble a, OptionalDouble b) {
    return MetricMath.point(expression, Map.of("a", a, "b", b), 300);
  }
}
