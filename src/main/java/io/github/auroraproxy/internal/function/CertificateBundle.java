package io.github.auroraproxy.internal.function;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Sha256;
import io.github.auroraproxy.internal.TemporaryDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A PEM file of certificate authorities, read at synth. The function verifies a cluster's
 * certificate against it instead of the RDS bundle that it contains.
 *
 * @param fingerprint SHA-256 over the file, in hexadecimal digits
 * @param content the file
 * @param expired the subjects of the expired certificates
 */
public record CertificateBundle(String fingerprint, byte[] content, List<String> expired) {

  private static final String AUTHORITIES =
      "use the bundle that AWS publishes for the region, or the authority that issued the cluster's"
          + " certificate";
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([^-]+)-----");
  private static final String CERTIFICATE = "CERTIFICATE";

  /** Six times the RDS bundle of all commercial regions. */
  private static final int MOST_BYTES = 1 << 20;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if it is no PEM file of certificates
   *     with an authority among them
   */
  public static CertificateBundle read(Guard guard, String path) {
    guard.readAtSynth("certificateBundle", path);
    byte[] content = content(guard, path);
    List<X509Certificate> certificates = certificates(guard, path, content);
    return new CertificateBundle(
        HexFormat.of().formatHex(Sha256.digest().digest(content)),
        content,
        certificates.stream()
            .filter(certificate -> certificate.getNotAfter().toInstant().isBefore(Instant.now()))
            .map(certificate -> certificate.getSubjectX500Principal().getName())
            .toList());
  }

  /** Where the function finds the file, relative to the directory of its layers. */
  public String layerPath() {
    return "certificates/" + fingerprint + ".pem";
  }

  /** A directory that, as a layer, puts the file where the function looks for it. */
  public Path staged() {
    Path root = TemporaryDirectory.create("aurora-proxy-certificates-");
    Path file = root.resolve(layerPath());
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("The certificates can't be staged in " + root + ".", e);
    }
    return root;
  }

  private static byte[] content(Guard guard, String path) {
    Path file = Path.of(path);
    check(
        guard,
        path,
        Files.isRegularFile(file),
        "is no file below " + Path.of("").toAbsolutePath() + "; name a PEM file");
    try {
      long size = Files.size(file);
      check(
          guard,
          path,
          size <= MOST_BYTES,
          "has " + size + " bytes; use a PEM file of at most " + MOST_BYTES);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The certificates in " + file + " can't be read.", e);
    }
  }

  private static void check(Guard guard, String path, boolean holds, String complaint) {
    guard.check(holds, "certificateBundle", "is '" + path + "', which " + complaint);
  }

  private static List<X509Certificate> certificates(Guard guard, String path, byte[] content) {
    List<String> blocks =
        BLOCK
            .matcher(new String(content, StandardCharsets.ISO_8859_1))
            .results()
            .map(block -> block.group(1))
            .toList();
    check(guard, path, !blocks.isEmpty(), "holds no certificate in PEM form; " + AUTHORITIES);
    blocks.forEach(
        block ->
            check(
                guard,
                path,
                block.equals(CERTIFICATE),
                "holds a " + block + "; use a file of certificates only"));
    List<X509Certificate> certificates = parsed(content);
    check(
        guard,
        path,
        certificates.size() == blocks.size(),
        "holds a certificate that can't be read; get the file again");
    check(
        guard,
        path,
        // Version 1 has no such constraint, and RDS has no authority of version 1.
        certificates.stream().anyMatch(certificate -> certificate.getBasicConstraints() >= 0),
        "holds no certificate of an authority; " + AUTHORITIES);
    return certificates;
  }

  /** As many as can be read: the driver reads the file in the same way, and all of it or none. */
  private static List<X509Certificate> parsed(byte[] content) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException unreadable) {
      return List.of();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateBundle bundle && fingerprint.equals(bundle.fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
