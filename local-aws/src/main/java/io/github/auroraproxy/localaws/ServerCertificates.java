package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of a day and the certificate it issued to {@code localhost}, in the place
 * of the RDS certificate authority.
 */
final class ServerCertificates {

  private static final X500Name AUTHORITY = new X500Name("CN=aurora-proxy local authority");
  private static final Duration VALIDITY = Duration.ofDays(1);
  private static final int KEY_BITS = 2048;

  private final Path authority;
  private final Path certificate;
  private final Path key;

  private ServerCertificates(Path directory) {
    authority = directory.resolve("ca.pem");
    certificate = directory.resolve("server.pem");
    key = directory.resolve("server.key");
  }

  static ServerCertificates create(Path directory) {
    ServerCertificates certificates = new ServerCertificates(directory);
    try {
      certificates.issue();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new LocalAwsException(
          "No server certificate could be made in " + directory + ": " + e.getMessage(), e);
    }
    return certificates;
  }

  Path authority() {
    return authority;
  }

  Path certificate() {
    return certificate;
  }

  Path key() {
    return key;
  }

  private void issue() throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair authorityKeys = keys();
    X509v3CertificateBuilder root = certificate(AUTHORITY, authorityKeys);
    root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    write(authority, sign(root, authorityKeys.getPrivate()));

    KeyPair serverKeys = keys();
    X509v3CertificateBuilder server = certificate(new X500Name("CN=localhost"), serverKeys);
    server.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
              new GeneralName(GeneralName.iPAddress, "::1")
            }));
    write(certificate, sign(server, authorityKeys.getPrivate()));
    // PostgreSQL refuses a key that others may read.
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(key, serverKeys.getPrivate());
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder certificate(X500Name subject, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        AUTHORITY,
        new BigInteger(64, new SecureRandom()),
        // Clocks of virtual machines step back now and then.
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(VALIDITY)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(key)));
  }

  private static void write(Path file, Object what) throws IOException {
    try (Writer out = Files.newBufferedWriter(file);
        JcaPEMWriter pem = new JcaPEMWriter(out)) {
      pem.writeObject(what);
    }
  }
}
