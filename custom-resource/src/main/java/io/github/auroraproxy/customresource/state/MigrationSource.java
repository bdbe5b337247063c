package io.github.auroraproxy.customresource.state;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Flyway finds the SQL files.
 *
 * @param value {@code sample}, {@code none}, or the fingerprint of a directory that a layer of the
 *     function holds
 */
public record MigrationSource(String value) {

  /** The sample that the function carries: {@code test_table} and its two rows. */
  public static final MigrationSource SAMPLE = new MigrationSource("sample");

  /** The database is left without tables. */
  public static final MigrationSource NONE = new MigrationSource("none");

  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  static MigrationSource of(String value) {
    MigrationSource source = new MigrationSource(value);
    if (!source.equals(SAMPLE) && !source.equals(NONE) && !source.isDirectory()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property Migrations is '%s'; it has to be 'sample', 'none' or the SHA-256 fingerprint of a directory, in 64 hexadecimal digits."
              .formatted(value));
    }
    return source;
  }

  private boolean isDirectory() {
    return FINGERPRINT.matcher(value).matches();
  }

  /**
   * The directory with the SQL files, if they come from one.
   *
   * @param layers where Lambda unpacks the function's layers
   */
  public Optional<Path> directory(Path layers) {
    return isDirectory()
        ? Optional.of(layers.resolve("migrations").resolve(value))
        : Optional.empty();
  }
}
