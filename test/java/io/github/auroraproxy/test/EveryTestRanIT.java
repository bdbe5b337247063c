package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/**
 * Every class with tests has a report. A class whose name matches no pattern of Surefire or
 * Failsafe would compile, never run, and never be missed.
 */
class EveryTestRanIT {

  private static final Set<String> EXCLUDED_TAGS =
      Set.of(System.getProperty("excluded.tags", "").split("\\s*[|,]\\s*"));

  @BeforeAll
  static void importOnlyWhatIsRead() {
    // JUnit's annotations are on the class path, and each has to be known by its own annotations.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(true);
  }

  @Test
  void everyClassWithTestsHasAReport() throws IOException {
    assumeTrue(System.getProperty("test") == null, "only some tests were asked for");
    Set<String> tested =
        Project.inModules("target/test-classes").stream()
            .flatMap(directory -> new ClassFileImporter().importPath(directory).stream())
            .filter(EveryTestRanIT::hasTests)
            // The report of a class has the tests of its nested classes.
            .map(type -> type.getName().replaceAll("\\$.*", ""))
            .collect(Collectors.toSet());

    assertThat(tested).hasSizeGreaterThan(50).isSubsetOf(reported());
  }

  private static boolean hasTests(JavaClass type) {
    return !type.getModifiers().contains(JavaModifier.ABSTRACT)
        && !type.isEquivalentTo(EveryTestRanIT.class)
        && type.getMethods().stream()
            .anyMatch(
                method ->
                    method.isMetaAnnotatedWith(Testable.class)
                        && !(method.isAnnotatedWith(Tag.class)
                            && isExcluded(method.getAnnotationOfType(Tag.class))))
        && !(type.isAnnotatedWith(Tag.class) && isExcluded(type.getAnnotationOfType(Tag.class)));
  }

  private static boolean isExcluded(Tag tag) {
    return EXCLUDED_TAGS.contains(tag.value());
  }

  private static Set<String> reported() throws IOException {
    Set<String> classes = new HashSet<>();
    for (Path directory : Project.inModules("target/surefire-reports", "target/failsafe-reports")) {
      try (Stream<Path> files = Files.list(directory)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.matches("TEST-.*\\.xml"))
            .map(name -> name.substring("TEST-".length(), name.length() - ".xml".length()))
            .forEach(classes::add);
      }
    }
    return classes;
  }
}
