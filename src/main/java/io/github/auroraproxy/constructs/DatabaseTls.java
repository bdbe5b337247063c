package io.github.auroraproxy.constructs;

/**
 * How the database function checks the cluster's certificate. See <a
 * href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html">TLS
 * with Aurora</a>.
 */
public enum DatabaseTls {
  /** Encrypts, and verifies the certificate and the host name against the RDS authorities. */
  VERIFY_FULL("verify-full"),

  /**
   * Encrypts without verifying who answers. Only for local emulators of AWS, whose certificates are
   * self-signed; synth warns of it.
   */
  REQUIRE("require");

  private final String sslMode;

  DatabaseTls(String sslMode) {
    this.sslMode = sslMode;
  }

  /** PostgreSQL's name of it: the value of the driver's {@code sslmode}. */
  public String sslMode() {
    return sslMode;
  }
}
