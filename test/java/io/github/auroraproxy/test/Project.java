package io.github.auroraproxy.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory of the whole project, in which each module has one of its own. */
final class Project {

  static final Path ROOT =
      Path.of(System.getProperty("basedir")).toAbsolutePath().getParent().normalize();

  private Project() {}

  /** The directories of these names in every module that has them. */
  static List<Path> inModules(String... names) throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .flatMap(module -> Stream.of(names).map(module::resolve))
          .filter(Files::isDirectory)
          .toList();
    }
  }
}
