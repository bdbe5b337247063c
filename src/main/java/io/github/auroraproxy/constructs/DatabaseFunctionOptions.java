package io.github.auroraproxy.constructs;

import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.services.logs.RetentionDays;

/** Options of the function that prepares databases and checks logins. */
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
   * relative to where the app runs; at most 1 MiB. The function gets it as a layer, and uses it
   * instead of the RDS bundle that it contains, which has no root for AWS GovCloud (US) and the
   * China Regions. The proxy's certificate is always verified against the authorities of the Java
   * runtime. Constructs that share a database function share the bundle of the first.
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
   * The network of the function.
   *
   * <p>Default: in the cluster's subnets, with a security group of its own.
   */
  @Value.Default
  default FunctionNetwork getFunctionNetwork() {
    return FunctionNetwork.builder().build();
  }
}
