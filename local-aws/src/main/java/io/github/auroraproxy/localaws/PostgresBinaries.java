package io.github.auroraproxy.localaws;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, carried in this jar for the platform it was built on and unpacked once per
 * JVM and version.
 */
final class PostgresBinaries {

  private static final Properties BUILD = build();
  private static final Map<Integer, Path> UNPACKED = new ConcurrentHashMap<>();

  private PostgresBinaries() {}

  static List<Integer> majorVersions() {
    return Arrays.stream(BUILD.getProperty("majors").split(" "))
        .map(Integer::valueOf)
        .collect(Collectors.toUnmodifiableList());
  }

  /** The directory that holds {@code bin}, {@code lib} and {@code share} of that major version. */
  static Path of(int majorVersion) {
    if (!majorVersions().contains(majorVersion)) {
      throw new LocalAwsException(
          "PostgreSQL "
              + majorVersion
              + " is not carried by this build; choose one of "
              + majorVersions()
              + ".");
    }
    return UNPACKED.computeIfAbsent(majorVersion, PostgresBinaries::unpack);
  }

  private static Path unpack(int majorVersion) {
    TemporaryDirectory directory =
        TemporaryDirectory.create(null, "aurora-proxy-postgres-" + majorVersion + "-");
    ExitCleanup.register(directory::close);
    String resource = "postgres/" + majorVersion + "/" + BUILD.getProperty("archive");
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(resource);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, directory.path());
      }
      // Readable by the account that the server runs under when this JVM is root's.
      Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
      return directory.path();
    } catch (IOException e) {
      throw new LocalAwsException(
          "PostgreSQL "
              + majorVersion
              + " could not be unpacked into "
              + directory.path()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory)
      throws IOException {
    Path target = entry.resolveIn(directory);
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    boolean program = directory.relativize(target).startsWith("bin");
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static Properties build() {
    Properties properties = new Properties();
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("postgres.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
