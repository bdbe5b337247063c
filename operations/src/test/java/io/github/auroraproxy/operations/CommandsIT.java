package io.github.auroraproxy.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.operations.Commands.Result;
import io.github.auroraproxy.operations.aws.AwsAccount;
import io.github.auroraproxy.operations.connect.ProxiedDatabase;
import io.github.auroraproxy.operations.doctor.HealthyProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar, in a JVM of its own: what packaging loses, fails here. */
class CommandsIT {

  @RegisterExtension final Commands commands = new Commands();
  @TempDir Path directory;

  private String region = AwsAccount.REGION;

  @BeforeEach
  void anAccount() {
    HealthyProxy.addTo(commands.account());
  }

  @Test
  void isSmallSinceItHasNoPartOfTheRehearsal() throws Exception {
    Path archive = Path.of(System.getProperty("commands.archive"));

    assertThat(Files.size(archive)).isLessThan(40_000_000);
    try (JarFile jar = new JarFile(archive.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .noneMatch(
              name ->
                  name.endsWith(".txz")
                      || name.startsWith("io/github/auroraproxy/localaws/")
                      || name.startsWith("org/bouncycastle/")
                      || name.startsWith("software/amazon/awssdk/services/ec2/"));
    }
  }

  @Test
  void helpNamesEveryCommand() throws Exception {
    Result result = java(Map.of(), "--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("discover", "connect", "metrics", "doctor");
  }

  @Test
  void tellsItsVersion() throws Exception {
    assertThat(java(Map.of(), "metrics", "--version").out())
        .matches("aurora-proxy \\d+\\.\\S+\\s+");
  }

  @Test
  void anUnknownCommandIsWrongUsage() throws Exception {
    assertThat(java(Map.of(), "destroy").exitCode()).isEqualTo(2);
  }

  @Test
  void aMissingRegionIsWrongUsage() throws Exception {
    region = "";

    Result result = java(Map.of(), "discover");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).hasLineCount(1).startsWith("No AWS region is set");
  }

  @Test
  void aClusterThatIsNotThereIsAProblem() throws Exception {
    Result result = java(Map.of(), "discover", "--cluster", "nowhere");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).startsWith("No Aurora PostgreSQL cluster is called nowhere");
  }

  @Test
  void aScriptReadsJsonAlone() throws Exception {
    Result result = java(Map.of(), "discover", "--cluster", "orders", "--json");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(new ObjectMapper().readTree(result.out()).at("/cluster/name").asText())
        .isEqualTo("orders");
  }

  @Test
  void whatIsNoTerminalGetsNoColours() throws Exception {
    Result result = java(Map.of(), "doctor", "--proxy", "orders-proxy", "--user", "app_user");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("OK      Network").doesNotContain("\033");
  }

  @Test
  void drawsPicturesAndPages() throws Exception {
    commands
        .account()
        .metricData()
        .record(
            "open", Instant.now().minus(Duration.ofHours(1)), Duration.ofMinutes(5), 1, 2, 3, 4);

    for (String name : new String[] {"proxy.png", "proxy.svg"}) {
      Result result =
          java(
              Map.of(),
              "metrics",
              "--proxy",
              "orders-proxy",
              "--chart",
              directory.resolve(name).toString(),
              "--html",
              directory.resolve("proxy.html").toString());

      assertThat(result.err()).isEmpty();
      assertThat(directory.resolve(name)).isNotEmptyFile();
    }
    assertThat(directory.resolve("proxy.html")).content().contains("<svg");
  }

  @Test
  void connectsToARealServer() throws Exception {
    try (ProxiedDatabase database = ProxiedDatabase.start()) {
      database.createSampleTable();

      Result result =
          java(
              Map.of("PGSSLROOTCERT", database.authority()),
              "connect",
              "--endpoint",
              "localhost",
              "--port",
              String.valueOf(database.port()),
              "--user",
              "app_user",
              "--database",
              "testdb");

      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).contains("Inserted row 3: Connected via RDS Proxy");
    }
  }

  /** In Arabic of Egypt, Java's texts have other digits, which no expression and no command may. */
  @Test
  void isTheSameInALanguageWithDigitsOfItsOwn() throws Exception {
    commands.account().network().securityGroup(HealthyProxy.PROXY_GROUP).putArray("ipPermissions");

    Map<String, String> arabic = Map.of("JDK_JAVA_OPTIONS", "-Duser.language=ar -Duser.country=EG");
    Result metrics = java(arabic, "metrics", "--proxy", "orders-proxy");
    Result doctor = java(arabic, "doctor", "--proxy", "orders-proxy", "--user", "app_user");

    assertThat(metrics.out()).contains("periods of 300 s");
    assertThat(commands.server().calls("cloudwatch:GetMetricData").toString())
        .contains("(PERIOD(clients) / 60) >= 10,");
    assertThat(doctor.out()).contains("FromPort=5432,ToPort=5432");
  }

  private Result java(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life is not worth optimizing for.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dstdout.encoding=UTF-8");
    command.addAll(List.of("-jar", System.getProperty("commands.archive")));
    Collections.addAll(command, arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("AWS_ENDPOINT_URL", commands.server().endpoint().toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", Commands.ACCESS_KEY_ID);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", Commands.SECRET_ACCESS_KEY);
    builder.environment().put("AWS_CONFIG_FILE", directory.resolve("config").toString());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    if (!region.isEmpty()) {
      builder.environment().put("AWS_REGION", region);
    }
    builder.environment().putAll(environment);
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exitCode = process.waitFor();
    return new Result(
        exitCode,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
