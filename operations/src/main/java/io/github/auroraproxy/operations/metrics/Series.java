package io.github.auroraproxy.operations.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The values of one definition in CloudWatch, in order of time.
 *
 * @param noData what it means that there are no points; empty if there are some
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Series(String id, String label, Unit unit, List<Point> points, Optional<String> noData) {

  /** The value of the period that begins at this time. */
  record Point(Instant time, double value) {}

  static Series of(Definition definition, List<Point> points) {
    return new Series(
        definition.id(),
        definition.label(),
        definition.unit(),
        points,
        points.isEmpty() ? Optional.of(definition.noData()) : Optional.empty());
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
