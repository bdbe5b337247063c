package io.github.auroraproxy.constructs;

/**
 * The IP address family of a proxy endpoint, or of the connections to the cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-network-prereqs.html">
 *     Network prerequisites of RDS Proxy</a>
 */
public enum NetworkType {
  /** IPv4 only. */
  IPV4,
  /** IPv6 only; the subnets need IPv6 ranges. */
  IPV6,
  /** Both. */
  DUAL
}
