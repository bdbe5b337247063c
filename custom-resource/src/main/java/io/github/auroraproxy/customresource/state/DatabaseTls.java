package io.github.auroraproxy.customresource.state;

/** How much of TLS is asked of the cluster, by libpq's names for it. */
public enum DatabaseTls {
  /** Encrypts, and verifies the certificate's issuer and host name. */
  VERIFY_FULL("verify-full"),
  /** Encrypts without verifying; for emulators with certificates of their own only. */
  REQUIRE("require");

  private final String sslMode;

  DatabaseTls(String sslMode) {
    this.sslMode = sslMode;
  }

  static DatabaseTls of(Properties properties) {
    return properties.choice("DatabaseTls", values(), DatabaseTls::sslMode, VERIFY_FULL);
  }

  /** The value of the connection parameter {@code sslmode}. */
  public String sslMode() {
    return sslMode;
  }
}
