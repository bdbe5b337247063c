package io.github.auroraproxy.test;

import java.nio.file.Path;

/** PEM files with one certificate each, of keys that nobody has any more. */
public final class CertificateFiles {

  /** An authority, valid until 2124. */
  public static final Path AUTHORITY = file("authority.pem");

  /** An authority, valid until August 2024. */
  public static final Path EXPIRED = file("expired.pem");

  /** What the first authority issued to a server, valid until 2124. */
  public static final Path SERVER = file("server.pem");

  private CertificateFiles() {}

  private static Path file(String name) {
    return Path.of(System.getProperty("basedir"), "resources", "certificates", name);
  }
}
