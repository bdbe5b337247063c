package io.github.auroraproxy.test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packages may depend on which, in every module. */
class ArchitectureTest {

  private static final int MOST_FILES = 60;

  private static final String[] CDK = {"software.amazon.awscdk..", "software.constructs.."};
  private static final String AWS_SDK = "software.amazon.awssdk..";
  private static final String BASE = "io.github.auroraproxy";
  private static final String FUNCTION = BASE + ".customresource..";
  private static final String LOCAL_AWS = BASE + ".localaws..";
  private static final String[] COMMANDS = {
    BASE + ".operations..", BASE + ".rehearsal..", BASE + ".commandline.."
  };
  private static final String[] REHEARSAL = {
    BASE + ".operations.rehearse..", BASE + ".rehearsal.."
  };
  private static final String CONSTRUCTS = BASE + ".constructs";
  private static final String MONITORING = BASE + ".constructs.monitoring";
  private static final String INTERNAL = BASE + ".internal..";
  private static final String APP = BASE + ".app";

  private static JavaClasses all;

  @BeforeAll
  static void importClasses() throws IOException {
    // Only the names of other libraries' classes matter.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    // The shaded jars hold other libraries, too.
    List<Path> modules = Project.inModules("target/classes");
    assertThat(modules).hasSizeGreaterThanOrEqualTo(4);
    all = new ClassFileImporter().importPaths(modules);
  }

  @Test
  void theConstructsKnowNeitherTheAwsSdkNorAnotherModule() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE, CONSTRUCTS + "..", INTERNAL, APP)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(AWS_SDK, FUNCTION, LOCAL_AWS).or(resideInAnyPackage(COMMANDS)))
        .check(all);
  }

  @Test
  void theFunctionKnowsNeitherCdkNorAnotherModule() {
    noClasses()
        .that()
        .resideInAPackage(FUNCTION)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(CDK)
                .or(resideInAnyPackage(COMMANDS))
                .or(resideInAnyPackage(CONSTRUCTS + "..", INTERNAL, APP, LOCAL_AWS)))
        .check(all);
  }

  @Test
  void theCommandsKnowNeitherCdkNorTheFunction() {
    noClasses()
        .that()
        .resideInAnyPackage(COMMANDS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(CDK)
                .or(resideInAnyPackage(CONSTRUCTS + "..", INTERNAL, APP, FUNCTION)))
        .check(all);
  }

  @Test
  void onlyTheRehearsalKnowsTheLocalParts() {
    noClasses()
        .that(resideOutsideOfPackages(REHEARSAL).and(not(resideInAnyPackage(LOCAL_AWS))))
        .should()
        .dependOnClassesThat(resideInAnyPackage(LOCAL_AWS))
        .check(all);
  }

  @Test
  void theLocalPartsKnowNoOtherModule() {
    noClasses()
        .that()
        .resideInAPackage(LOCAL_AWS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(CDK)
                .or(resideInAnyPackage(COMMANDS))
                .or(resideInAnyPackage(CONSTRUCTS + "..", INTERNAL, APP, FUNCTION)))
        .check(all);
  }

  @Test
  void monitoringKnowsNoOtherConstruct() {
    noClasses()
        .that()
        .resideInAPackage(MONITORING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONSTRUCTS, APP, BASE + ".internal.*..")
        .check(all);
  }

  @Test
  void nothingKnowsTheApp() {
    noClasses()
        .that(resideOutsideOfPackages(APP))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(APP)
        .check(all);
  }

  @Test
  void noSignatureOfTheApiNamesAnInternalType() {
    classes()
        .that()
        .resideInAnyPackage(CONSTRUCTS, MONITORING)
        .and()
        .arePublic()
        .should(haveNoInternalTypeInTheirApi())
        .check(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constructs|internal|app",
        "customresource",
        "localaws",
        "operations|rehearsal|commandline"
      })
  void noPackagesOfAModuleFormACycle(String packages) {
    JavaClasses module =
        all.that(
            describe(
                "reside in " + packages,
                type -> type.getPackageName().matches(".*auroraproxy\\.(" + packages + ")\\b.*")));

    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(module);
  }

  @Test
  void eachPackageHasADescriptionAndAtMostSixtyFiles() throws IOException {
    Map<Path, List<String>> packages = new HashMap<>();
    for (Path sources : Project.inModules("src/main/java", "main/java")) {
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(
                file ->
                    packages
                        .computeIfAbsent(file.getParent(), directory -> new ArrayList<>())
                        .add(file.getFileName().toString()));
      }
    }

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            (directory, names) -> {
              assertThat(names).contains("package-info.java");
              assertThat(names).hasSizeLessThanOrEqualTo(MOST_FILES);
            });
  }

  private static ArchCondition<JavaClass> haveNoInternalTypeInTheirApi() {
    return new ArchCondition<>("have no internal type in their API") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getCodeUnits().stream()
            .filter(ArchitectureTest::isApi)
            .forEach(
                unit ->
                    Stream.concat(
                            unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()))
                        .flatMap(named -> named.getAllInvolvedRawTypes().stream())
                        .filter(resideInAnyPackage(INTERNAL))
                        .forEach(
                            named ->
                                events.add(
                                    SimpleConditionEvent.violated(
                                        unit, unit.getFullName() + " names " + named.getName()))));
        type.getAllRawSuperclasses().stream()
            .filter(resideInAnyPackage(INTERNAL))
            .forEach(
                parent ->
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getName() + " extends " + parent.getName())));
      }
    };
  }

  private static boolean isApi(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.PUBLIC)
        || unit.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
