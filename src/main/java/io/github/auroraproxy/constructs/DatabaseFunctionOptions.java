package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.logs.RetentionDays;

/** What is to be decided about the function that prepares databases and checks logins. */
public interface DatabaseFunctionOptions {

  /**
   * How the function checks the certificates of the cluster and the proxy.
   *
   * <p>Default: {@link DatabaseTls#VERIFY_FULL}.
   */
  @Value.Default
  default DatabaseTls getDatabaseTls() {
    return DatabaseTls.VERIFY_FULL;
  }

  /**
   * A PEM file of the certificate authorities that issued the cluster's certificate, absolute or
   * relative to where the app runs; at most 1 MiB. It travels to the function as a layer and takes
   * the place of the RDS bundle that the function carries, which has no root for AWS GovCloud (US)
   * and the China Regions. The proxy's certificate is verified against those of the Java runtime in
   * any case. Constructs that share a database function share the bundle of the first.
   *
   * <p>Default: the RDS bundle of all commercial regions.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html">TLS
   *     with Aurora</a>
   */
  Optional<String> getCertificateBundle();

  /**
   * How long logs are kept. Constructs that share a database function share the value of the first.
   *
   * <p>Default: one month.
   */
  @Value.Default
  default RetentionDays getLogRetention() {
    return RetentionDays.ONE_MONTH;
  }

  /**
   * Where the function stands.
   *
   * <p>Default: in the cluster's subnets, with a security group of its own.
   */
  @Value.Default
  default FunctionNetwork getFunctionNetwork() {
    return FunctionNetwork.builder().build();
  }
}
