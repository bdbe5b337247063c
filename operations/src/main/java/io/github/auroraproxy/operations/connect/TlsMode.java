package io.github.auroraproxy.operations.connect;

/** What is checked of the server's certificate; {@code toString} is PostgreSQL's name. */
enum TlsMode {
  /** That an authority issued it, and for this host. */
  VERIFY_FULL("verify-full"),
  /** Nothing: for local emulators of AWS. */
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
