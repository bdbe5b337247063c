package io.github.auroraproxy.customresource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Somebody whose migrations a team deploys. */
final class Committer {

  /** The code that the committer leaves behind. */
  static final PlantedCode CODE = new PlantedCode("committer", "app_user");

  private static final AtomicInteger COMMITTERS = new AtomicInteger();

  private final Path layers;
  private final int number = COMMITTERS.incrementAndGet();
  private int versions;

  /**
   * @param layers where the migrations are written
   */
  Committer(Path layers) {
    this.layers = layers;
  }

  /**
   * Adds a migration to the ones committed before.
   *
   * @return the property {@code Migrations}
   */
  String commits(String... statements) {
    try {
      Path directory = Files.createDirectories(directory(versions + 1));
      for (int version = 1; version <= versions; version++) {
        String file = file(version);
        Files.copy(directory(versions).resolve(file), directory.resolve(file));
      }
      versions++;
      Files.writeString(
          directory.resolve(file(versions)),
          Arrays.stream(statements).map(sql -> sql + ";\n").collect(Collectors.joining()));
      return directory.getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path directory(int version) {
    return layers.resolve("migrations").resolve("%056x%08x".formatted(number, version));
  }

  private static String file(int version) {
    return "V%d__committed.sql".formatted(version);
  }

  /** Statements of which each is tried, whatever becomes of the others. */
  static String[] tries(String... statements) {
    return Arrays.stream(statements)
        .map(
            sql ->
                "DO $try$ BEGIN EXECUTE $sql$%s$sql$; EXCEPTION WHEN OTHERS THEN NULL; END $try$"
                    .formatted(sql))
        .toArray(String[]::new);
  }
}
