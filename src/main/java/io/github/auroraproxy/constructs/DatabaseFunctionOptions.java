package io.github.auroraproxy.constructs;

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
