package io.github.auroraproxy.internal.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The database function's jar. It is a resource on the class path, so that an app that uses these
 * constructs needs neither a second build nor a network at synth.
 */
public final class FunctionArchive {

  private static final String RESOURCE = "custom-resource.jar";

  private FunctionArchive() {}

  /** The jar as a file, since CDK reads assets from files; it is deleted when the JVM ends. */
  public static Path file() {
    return Unpacked.FILE;
  }

  private static Path unpack() {
    try (InputStream jar = FunctionArchive.class.getResourceAsStream(RESOURCE)) {
      if (jar == null) {
        throw new IllegalStateException(
            "The database function is not on the class path: package aurora-proxy-cdk with 'mvn"
                + " package' before using its classes.");
      }
      Path file = Files.createTempFile("aurora-proxy-", ".jar");
      file.toFile().deleteOnExit();
      Files.copy(jar, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("The database function's jar can't be unpacked.", e);
    }
  }

  /** Unpacks the jar once, at the first call. */
  private static final class Unpacked {
    static final Path FILE = unpack();
  }
}
