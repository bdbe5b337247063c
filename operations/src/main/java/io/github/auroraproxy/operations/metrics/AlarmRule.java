package io.github.auroraproxy.operations.metrics;

/** The alarms of a deployed stack: what sets each off, after three periods in a row. */
public enum AlarmRule {
  /** Percent of the writer's connections in use, over which the pool is too full. */
  POOL_UTILIZATION("Pool utilization", ProxyMetricGroups.UTILIZATION, Comparison.ABOVE, 80),
  /** Clients per database connection, under which the proxy multiplexes too little. */
  MULTIPLEXING("Multiplexing", ProxyMetricGroups.MULTIPLEXING, Comparison.BELOW, 2),
  /** Milliseconds on average, over which queries are slow. */
  QUERY_LATENCY("Query latency", ProxyMetricGroups.QUERY_LATENCY, Comparison.ABOVE, 1000);

  /** How many periods in a row have to breach. */
  public static final int EVALUATION_PERIODS = 3;

  private final String title;
  private final String series;
  private final Comparison comparison;
  private final double threshold;

  AlarmRule(String title, String series, Comparison comparison, double threshold) {
    this.title = title;
    this.series = series;
    this.comparison = comparison;
    this.threshold = threshold;
  }

  /** On which side of the threshold a value breaches; exactly the threshold is no breach. */
  public enum Comparison {
    ABOVE(">"),
    BELOW("<");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }
  }

  /** The id of the query whose values are compared. */
  public String series() {
    return series;
  }

  /** On which side of the threshold a value breaches. */
  public Comparison comparison() {
    return comparison;
  }

  /** In the unit of the series: percent, clients per connection, milliseconds. */
  public double threshold() {
    return threshold;
  }

  String title() {
    return title;
  }

  String symbol() {
    return comparison.symbol;
  }

  boolean isBreachedBy(double value) {
    return comparison == Comparison.ABOVE ? value > threshold : value < threshold;
  }
}
