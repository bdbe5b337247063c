package io.github.auroraproxy.internal.migrations;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Sha256;
import io.github.auroraproxy.internal.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory of migrations, read at synth.
 *
 * @param fingerprint SHA-256 over names and contents, in hexadecimal digits
 * @param files the contents by path, relative to the directory, with slashes
 */
public record MigrationDirectory(String fingerprint, SortedMap<String, byte[]> files) {

  private static final Pattern VERSIONED = Pattern.compile("V([0-9][0-9._]*?)__.+\\.sql");
  private static final Pattern REPEATABLE = Pattern.compile("R__.+\\.sql");

  private static final String SQL = ".sql";
  private static final String CONF = ".conf";

  /**
   * The files that Flyway reads: scripts, and the settings of a script. The pattern also matches
   * other spellings, which Flyway ignores, so that they are refused.
   */
  private static final Pattern RELEVANT =
      Pattern.compile(".+\\.sql(\\.conf)?", Pattern.CASE_INSENSITIVE);

  /** The version of the packaged sample. */
  private static final String SAMPLE_VERSION = "0.0.1";

  public static MigrationDirectory read(Path directory) {
    Guard guard = Guard.of("Migrations from '" + directory + "'");
    guard.check(
        Files.isDirectory(directory),
        "directory",
        "does not exist below " + Path.of("").toAbsolutePath() + "; name a directory of SQL files");
    SortedMap<String, byte[]> files = contents(directory);
    checkNames(guard, files.keySet().stream().filter(file -> !file.endsWith(CONF)).toList());
    files.forEach((file, content) -> checkContent(guard, file, content, files.keySet()));
    return new MigrationDirectory(fingerprint(files), files);
  }

  /** A directory that, as a layer, puts the files where the function looks for them. */
  public Path staged() {
    Path root = TemporaryDirectory.create("aurora-proxy-migrations-");
    Path migrations = root.resolve("migrations").resolve(fingerprint);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path copy = migrations.resolve(file.getKey());
        Files.createDirectories(copy.getParent());
        Files.write(copy, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The migrations can't be staged in " + root + ".", e);
    }
    return root;
  }

  private static SortedMap<String, byte[]> contents(Path directory) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        if (RELEVANT.matcher(file.getFileName().toString()).matches()) {
          String name = directory.relativize(file).toString().replace('\\', '/');
          contents.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The migrations in " + directory + " can't be read.", e);
    }
    return contents;
  }

  private static void checkNames(Guard guard, List<String> scripts) {
    Map<String, String> taken = new HashMap<>();
    boolean isAnyVersioned = false;
    for (String script : scripts) {
      String name = script.substring(script.lastIndexOf('/') + 1);
      Matcher versioned = VERSIONED.matcher(name);
      boolean isVersioned = versioned.matches();
      guard.check(
          isVersioned || REPEATABLE.matcher(name).matches(),
          script,
          "has a name that Flyway passes over; use V1__what_it_does.sql, or R__what_it_does.sql for"
              + " what is applied whenever it changes");
      String key = isVersioned ? normalized(versioned.group(1)) : name;
      String twin = taken.put(key, script);
      guard.check(
          twin == null,
          script,
          "has the "
              + (isVersioned ? "version" : "name")
              + " of "
              + twin
              + "; give each file its own");
      guard.check(
          !key.equals(SAMPLE_VERSION),
          script,
          "has the version of the packaged sample, " + SAMPLE_VERSION + "; use another");
      isAnyVersioned |= isVersioned;
    }
    guard.check(
        isAnyVersioned,
        "directory",
        "holds no versioned SQL file; add one named like V1__what_it_does.sql");
  }

  /** Flyway compares versions by their numbers: 1, 01 and 1.0 are the same. */
  private static String normalized(String version) {
    return Arrays.stream(version.split("[._]+"))
        .map(number -> number.replaceFirst("^0+(?=.)", ""))
        .collect(Collectors.joining("."))
        .replaceFirst("(\\.0)+$", "");
  }

  private static void checkContent(Guard guard, String file, byte[] content, Set<String> files) {
    MigrationFileCheck check = new MigrationFileCheck(guard, file);
    if (file.endsWith(SQL)) {
      check.script(content);
    } else {
      String script = file.substring(0, file.length() - CONF.length());
      guard.check(
          files.contains(script), file, "has settings for " + script + ", which does not exist");
      check.settings(content);
    }
  }

  private static String fingerprint(SortedMap<String, byte[]> files) {
    MessageDigest digest = Sha256.digest();
    files.forEach(
        (name, content) -> {
          // Lengths keep a name from being read as the beginning of a content.
          String header = name.length() + ":" + name + ":" + content.length + ":";
          digest.update(header.getBytes(StandardCharsets.UTF_8));
          digest.update(content);
        });
    return HexFormat.of().formatHex(digest.digest());
  }
}
