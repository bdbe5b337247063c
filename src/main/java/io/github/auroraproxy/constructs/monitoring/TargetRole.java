package io.github.auroraproxy.constructs.monitoring;

/**
 * The instances of a cluster that a proxy connects to: the writer or the readers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.monitoring.html">
 *     The dimension TargetRole</a>
 */
public enum TargetRole {
  /** The writer instance. */
  WRITER("READ_WRITE"),
  /** All reader instances together. */
  READER("READ_ONLY");

  private final String dimension;

  TargetRole(String dimension) {
    this.dimension = dimension;
  }

  /** The value of CloudWatch's dimension {@code TargetRole}. */
  public String dimension() {
    return dimension;
  }
}
