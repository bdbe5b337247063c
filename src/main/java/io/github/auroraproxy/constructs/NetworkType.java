package io.github.auroraproxy.constructs;

/**
 * The Internet Protocol that an endpoint of a proxy answers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-network-prereqs.html">
 *     Network prerequisites of RDS Proxy</a>
 */
public enum NetworkType {
  /** IPv4 alone. */
  IPV4,
  /** IPv6 alone; the subnets need IPv6 ranges. */
  IPV6,
  /** Both. */
  DUAL
}
