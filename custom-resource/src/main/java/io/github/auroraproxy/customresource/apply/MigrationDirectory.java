package io.github.auroraproxy.customresource.apply;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.plan.MigrationFile;
import io.github.auroraproxy.customresource.plan.MigrationFiles;
import io.github.auroraproxy.customresource.plan.SampleMigration;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.MigrationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.flywaydb.core.internal.resource.classpath.ClassPathResource;
import org.flywaydb.core.internal.resource.filesystem.FileSystemResource;

/**
 * The SQL files of the migrations. Names and checksums are Flyway's own, computed without a
 * connection.
 *
 * @see <a href="https://documentation.red-gate.com/flyway">Flyway</a>
 */
public final class MigrationDirectory {

  private static final Location SAMPLE = Location.fromPath("classpath:", "migrations/sample");
  private static final String FILE_SYSTEM = "filesystem:";
  private static final String SAMPLE_FILE = "migrations/sample/" + SampleMigration.SCRIPT;
  private static final String SUFFIX = ".sql";
  private static final String VERSIONED = "V";

  private final Optional<Location> location;

  private MigrationDirectory(Optional<Location> location) {
    this.location = location;
  }

  /**
   * @param source where the files are
   * @param layers where Lambda unpacks the function's layers
   * @param database whose migrations, for the message
   * @throws FunctionException if the directory does not exist
   */
  public static MigrationDirectory of(MigrationSource source, Path layers, Identifier database) {
    if (source.equals(MigrationSource.NONE)) {
      return new MigrationDirectory(Optional.empty());
    }
    Optional<Path> directory = source.directory(layers);
    if (directory.isEmpty()) {
      return new MigrationDirectory(Optional.of(SAMPLE));
    }
    if (!Files.isDirectory(directory.get())) {
      throw new FunctionException(
          FailureKind.MIGRATION_FAILED,
          "The migrations of database '%s' are not at %s; the function needs the layer that holds them."
              .formatted(database, directory.get()));
    }
    return new MigrationDirectory(
        Optional.of(Location.fromPath(FILE_SYSTEM, directory.get().toString())));
  }

  /** Where Flyway looks for files; absent without migrations. */
  Optional<Location> location() {
    return location;
  }

  /** The files with their checksums. */
  public MigrationFiles files() {
    if (location.isEmpty()) {
      return MigrationFiles.NONE;
    }
    Configuration configuration = Flyway.configure().placeholderReplacement(false);
    ResourceNameParser names = new ResourceNameParser(configuration);
    return new MigrationFiles(
        resources().stream()
            .map(resource -> file(resource, names))
            .flatMap(Optional::stream)
            .toList());
  }

  private List<LoadableResource> resources() {
    Location files = location.orElseThrow();
    if (files.equals(SAMPLE)) {
      return List.of(
          new ClassPathResource(
              files,
              SAMPLE_FILE,
              MigrationDirectory.class.getClassLoader(),
              StandardCharsets.UTF_8));
    }
    Function<Path, LoadableResource> resource =
        file -> new FileSystemResource(files, file.toString(), StandardCharsets.UTF_8, false);
    try (Stream<Path> found = Files.walk(Path.of(files.getRootPath()))) {
      return found
          .filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
          .sorted()
          .map(resource)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The directory of migrations can't be read", e);
    }
  }

  private static Optional<MigrationFile> file(LoadableResource resource, ResourceNameParser names) {
    ResourceName name = names.parse(resource.getFilename());
    if (!name.isValid()) {
      return Optional.empty();
    }
    String version = VERSIONED.equals(name.getPrefix()) ? name.getVersion().getVersion() : "";
    return Optional.of(
        new MigrationFile(
            version,
            name.getDescription(),
            resource.getFilename(),
            ChecksumCalculator.calculate(resource)));
  }
}
