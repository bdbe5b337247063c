package io.github.auroraproxy.operations.metrics;

import java.time.Instant;
import java.util.List;

/** A series in one line of text, from zero to its greatest value; a dot where there is no data. */
final class Sparkline {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final char NO_DATA = '·';
  private static final int WIDEST = 48;

  private Sparkline() {}

  static String of(Series series, TimeWindow window) {
    List<Instant> periods = window.periods();
    int width = Math.min(WIDEST, periods.size());
    double greatest = series.values().max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < width; column++) {
      int from = column * periods.size() / width;
      int to = (column + 1) * periods.size() / width;
      line.append(level(greatestOf(series, periods.subList(from, to)), greatest));
    }
    return line.toString();
  }

  private static double greatestOf(Series series, List<Instant> periods) {
    return periods.stream()
        .mapToDouble(series::at)
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NaN);
  }

  private static char level(double value, double greatest) {
    if (Double.isNaN(value)) {
      return NO_DATA;
    }
    int highest = LEVELS.length() - 1;
    return LEVELS.charAt(greatest <= 0 ? 0 : (int) Math.round(value / greatest * highest));
  }
}
