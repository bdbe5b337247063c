package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import java.util.regex.Pattern;

/**
 * How the database function checks the cluster's certificate. See <a
 * href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html">TLS
 * with Aurora</a>.
 */
public enum DatabaseTls {
  /** Encrypts, and verifies the certificate and the host name against the RDS authorities. */
  VERIFY_FULL("verify-full"),

  /**
   * Encrypts without verifying the certificate. Only for local emulators of AWS, whose certificates
   * are self-signed; synth warns of it, and refuses it for a host of RDS where it knows the host.
   */
  REQUIRE("require");

  /** Hosts of RDS in every partition of AWS; in some, the region follows the service. */
  private static final Pattern RDS_HOST =
      Pattern.compile(
          "(?i).+\\.rds(-fips)?(\\.[a-z0-9-]+)?"
              + "\\.(amazonaws\\.[a-z.]+|s?c2s\\.(ic|sgov)\\.gov|csp\\.hci\\.ic\\.gov|cloud\\.adc-e\\.uk)");

  private final String sslMode;

  DatabaseTls(String sslMode) {
    this.sslMode = sslMode;
  }

  /** PostgreSQL's name of it: the value of the driver's {@code sslmode}. */
  public String sslMode() {
    return sslMode;
  }

  /** Refuses a mode without verification for a host that synth knows as one of RDS. */
  void check(Guard guard, String host) {
    guard.check(
        this != REQUIRE || !RDS_HOST.matcher(host).matches(),
        "databaseTls",
        "is require, but "
            + host
            + " is a host of RDS, whose certificate can be verified; use verify-full, and require"
            + " for emulators of AWS only");
  }
}
