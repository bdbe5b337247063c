package io.github.auroraproxy.customresource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * SQL files as a layer holds them, under the fingerprint that the property names.
 *
 * @param files the contents by name
 */
record MigrationFolder(Map<String, String> files) {

  static MigrationFolder of(String file, String sql) {
    return new MigrationFolder(Map.of()).with(file, sql);
  }

  MigrationFolder with(String file, String sql) {
    Map<String, String> more = new LinkedHashMap<>(files);
    more.put(file, sql);
    return new MigrationFolder(more);
  }

  /** The state whose migrations these are; the files are written to the layer. */
  State in(Path layers, State state) {
    String fingerprint = "%064x".formatted(files.hashCode() & 0xffffffffL);
    Path directory = layers.resolve("migrations").resolve(fingerprint);
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return state.with("Migrations", fingerprint);
  }
}
