package io.github.auroraproxy.operations.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What CloudWatch has of one definition, in order of time.
 *
 * @param noData what it means that there are no points; absent if there are some
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Series(String id, String label, Unit unit, List<Point> points, String noData) {

  /** The value of the period that begins at this time. */
  record Point(Instant time, double value) {}

  static Series of(Definition definition, List<Point> points) {
    return new Series(
        definition.id(),
        definition.label(),
        definition.unit(),
        points,
        points.isEmpty() ? definition.noData() : null);
  }

  OptionalDouble latest() {
    return points.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(points.get(points.size() - 1).value());
  }

  DoubleStream values() {
    return points.stream().mapToDouble(Point::value);
  }

  /** The value of the period that begins then, or NaN. */
  double at(Instant time) {
    return points.stream()
        .filter(point -> point.time().equals(time))
        .mapToDouble(Point::value)
        .findFirst()
        .orElse(Double.NaN);
  }

  String text(OptionalDouble value) {
    return value.isPresent() ? unit.text(value.getAsDouble()) : "no data";
  }
}
