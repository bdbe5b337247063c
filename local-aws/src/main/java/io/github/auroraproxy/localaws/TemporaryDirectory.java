package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A directory of its own, deleted with all it holds when it is closed or the JVM ends. */
public final class TemporaryDirectory implements AutoCloseable {

  private static final int DELETE_ATTEMPTS = 5;

  private final Path path;
  private final Runnable closeAtExit = this::close;

  private TemporaryDirectory(Path path) {
    this.path = path;
    ExitCleanup.register(closeAtExit);
  }

  /**
   * @param parent where it is created; empty for the system's own
   * @param prefix of its name
   * @throws LocalAwsException if the parent is not writable
   */
  public static TemporaryDirectory create(Optional<Path> parent, String prefix) {
    Path in = parent.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    try {
      Files.createDirectories(in);
      return new TemporaryDirectory(Files.createTempDirectory(in, prefix));
    } catch (IOException e) {
      throw new LocalAwsException(
          "No temporary directory could be created in "
              + in
              + "; make it writable or name another.",
          e);
    }
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /** Leaves it where it is, for a person to look at. */
  public void keep() {
    ExitCleanup.forget(closeAtExit);
  }

  @Override
  public void close() {
    ExitCleanup.forget(closeAtExit);
    for (int attempt = 1; ; attempt++) {
      try {
        delete();
        return;
      } catch (IOException e) {
        // A process that is just ending may still have written a file into it.
        if (attempt == DELETE_ATTEMPTS) {
          throw new UncheckedIOException("The directory " + path + " could not be deleted.", e);
        }
      }
    }
  }

  private void delete() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (Files.exists(file)) {
              throw e;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
