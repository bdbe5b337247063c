package io.github.auroraproxy.test;

import java.nio.file.Path;

/** PEM files with one certificate each, whose private keys are deleted. */
public final class CertificateFiles {

  /** An authority, valid until 2124. */
  public static final Path AUTHORITY = file("authority.pem");

  /** An authority, valid until August 2024. */
  public static final Path EXPIRED = file("expired.pem");

  /** A server's certificate that the first authority issued, valid until 2124. */
  public static final Path SERVER = file("server.pem");

  private CertificateFiles() {}

  private static Path file(String name) {
    return Path.of(System.getProperty("basedir"), "resources", "certificates", name);
  }
}
