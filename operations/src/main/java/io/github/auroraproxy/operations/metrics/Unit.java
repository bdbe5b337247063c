package io.github.auroraproxy.operations.metrics;

import java.util.Locale;

/** The unit of a series, and the number of digits with which its values are shown. */
enum Unit {
  CONNECTIONS("connections", "%.1f"),
  PERCENT("%", "%.1f"),
  RATIO("clients per connection", "%.2f"),
  MILLISECONDS("ms", "%.2f");

  private final String symbol;
  private final String format;

  Unit(String symbol, String format) {
    this.symbol = symbol;
    this.format = format;
  }

  String symbol() {
    return symbol;
  }

  String text(double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
