package io.github.auroraproxy.customresource.state;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.Arrays;

/** How the function verifies the cluster's TLS certificate, by the names of libpq's sslmode. */
public enum DatabaseTls {
  /** Encrypts, and verifies the certificate's issuer and host name. */
  VERIFY_FULL("verify-full"),
  /** Encrypts without verifying; for emulators with certificates of their own only. */
  REQUIRE("require");

  private final String sslMode;

  DatabaseTls(String sslMode) {
    this.sslMode = sslMode;
  }

  /**
   * @param host the server's
   * @throws FunctionException if the certificate of a server that AWS operates is not to be
   *     verified
   */
  static DatabaseTls of(PropertyReader properties, String host) {
    DatabaseTls tls = properties.choice("DatabaseTls", values(), DatabaseTls::sslMode, VERIFY_FULL);
    if (tls == REQUIRE && HostName.isOfRds(host)) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property DatabaseTls is 'require', but '%s' is a server of AWS, whose certificate can be verified; set databaseTls to 'verify-full'."
              .formatted(host));
    }
    return tls;
  }

  static DatabaseTls named(String sslMode) {
    return Arrays.stream(values())
        .filter(tls -> tls.sslMode.equals(sslMode))
        .findFirst()
        .orElse(VERIFY_FULL);
  }

  /** The value of the connection parameter {@code sslmode}. */
  public String sslMode() {
    return sslMode;
  }
}
