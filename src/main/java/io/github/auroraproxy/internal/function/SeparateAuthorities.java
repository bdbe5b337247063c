package io.github.auroraproxy.internal.function;

import java.util.Arrays;
import java.util.Optional;

/**
 * Partitions of AWS whose certificate authorities are not in the RDS bundle that the function
 * carries, and where AWS publishes them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html">RDS
 *     in AWS GovCloud (US)</a>
 * @see <a href="https://docs.amazonaws.cn/en_us/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html">
 *     RDS in the China Regions</a>
 */
public enum SeparateAuthorities {
  GOVCLOUD(
      "us-gov-",
      "AWS GovCloud (US)",
      "https://truststore.pki.us-gov-west-1.rds.amazonaws.com/global/global-bundle.pem"),
  CHINA(
      "cn-",
      "the China Regions",
      "https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/global/global-bundle.pem");

  private final String regionPrefix;
  private final String partition;
  private final String bundle;

  SeparateAuthorities(String regionPrefix, String partition, String bundle) {
    this.regionPrefix = regionPrefix;
    this.partition = partition;
    this.bundle = bundle;
  }

  /** The authorities of a region; empty for other regions and for a token. */
  public static Optional<SeparateAuthorities> of(String region) {
    return Arrays.stream(values())
        .filter(authorities -> region.startsWith(authorities.regionPrefix))
        .findFirst();
  }

  /** The warning if they are missing. */
  public String warning() {
    return "the RDS certificate bundle that the function carries has no root for "
        + partition
        + ", so the function would refuse the cluster's certificate; download "
        + bundle
        + " and give its path as certificateBundle.";
  }
}
