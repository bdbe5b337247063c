package io.github.auroraproxy.operations.connect;

/** How a login verifies the server's certificate; {@code toString} is the value of sslmode. */
enum TlsMode {
  /** A trusted authority has issued the certificate, for this host. */
  VERIFY_FULL("verify-full"),
  /** The certificate is not verified: for local emulators of AWS. */
  REQUIRE("require");

  private final String sslMode;

  TlsMode(String sslMode) {
    this.sslMode = sslMode;
  }

  @Override
  public String toString() {
    return sslMode;
  }
}
