package io.github.auroraproxy.customresource.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The certificate authorities that a cluster's certificate is verified against. The managed Java
 * runtime knows none of RDS's, so the function carries them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html">Using
 *     SSL/TLS to encrypt a connection to a DB cluster</a>
 */
public final class RootCertificates {

  /** libpq's variable for the same thing; set where the server is not RDS. */
  private static final String OVERRIDE = "PGSSLROOTCERT";

  private static final String BUNDLE_IN_LAYERS = "AURORA_PROXY_ROOT_CERTIFICATES";

  private static final String BUNDLE =
      "/io/github/auroraproxy/customresource/rds-global-bundle.pem";

  private RootCertificates() {}

  /** The PEM file that {@code PGSSLROOTCERT} names, if it names one. */
  public static Optional<Path> override() {
    return Optional.ofNullable(System.getenv(OVERRIDE))
        .filter(path -> !path.isBlank())
        .map(Path::of);
  }

  /**
   * The PEM file of the team's own, in a layer of the function.
   *
   * @param layers where Lambda unpacks the layers
   */
  public static Optional<Path> bundle(Path layers) {
    return Optional.ofNullable(System.getenv(BUNDLE_IN_LAYERS))
        .filter(path -> !path.isBlank())
        .map(layers::resolve);
  }

  /** A PEM file with RDS's certificate authorities. */
  public static Path ofRds() {
    return Bundle.FILE;
  }

  /** pgjdbc reads a file only, so the bundle is unpacked once per execution environment. */
  private static final class Bundle {
    private static final Path FILE = unpack();

    private Bundle() {}

    private static Path unpack() {
      try (InputStream bundle = RootCertificates.class.getResourceAsStream(BUNDLE)) {
        Path file = Files.createTempFile("rds-global-bundle", ".pem");
        file.toFile().deleteOnExit();
        Files.copy(bundle, file, StandardCopyOption.REPLACE_EXISTING);
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException("The RDS certificates could not be unpacked", e);
      }
    }
  }
}
