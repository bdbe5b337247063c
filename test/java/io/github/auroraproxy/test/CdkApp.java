package io.github.auroraproxy.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** CDK apps as the CDK CLI would start them: with the feature flags of {@code cdk.json}. */
public final class CdkApp {

  public static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, String> EXAMPLE_CLUSTER =
      Map.of("cluster", "aurora-demo", "account", "111122223333", "region", "us-east-1");

  private static final Path ASSEMBLIES = newDirectory();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private CdkApp() {}

  /** An app with an assembly directory of its own. */
  public static App create() {
    return create(Map.of());
  }

  public static App create(Map<String, String> settings) {
    return create(settings, Map.of());
  }

  /**
   * @param answers what the CDK CLI has looked up
   */
  public static App create(Map<String, String> settings, Map<String, Object> answers) {
    Map<String, Object> context = context(settings);
    context.putAll(answers);
    return new App(AppProps.builder().outdir(newAssembly().toString()).context(context).build());
  }

  /** The settings for the example cluster of {@link #answers()}, and on them others. */
  public static Map<String, String> onTheExampleCluster(Map<String, String> others) {
    Map<String, String> settings = new TreeMap<>(EXAMPLE_CLUSTER);
    settings.putAll(others);
    return settings;
  }

  /** The answers of the project's {@code cdk.context.json}. */
  public static Map<String, Object> answers() {
    Map<String, Object> answers = new TreeMap<>();
    read(Path.of("..", "cdk.context.json"))
        .properties()
        .forEach(
            answer ->
                answers.put(answer.getKey(), JSON.convertValue(answer.getValue(), Object.class)));
    return answers;
  }

  public static JsonNode manifest(App app) {
    return read(Path.of(app.synth().getDirectory()).resolve("manifest.json"));
  }

  public static Path newAssembly() {
    return ASSEMBLIES.resolve(Integer.toString(COUNT.incrementAndGet()));
  }

  /** The context of {@code cdk.json}, and on it what a user would give with {@code -c}. */
  public static Map<String, Object> context(Map<String, String> settings) {
    Map<String, Object> context = new TreeMap<>();
    read(Path.of("..", "cdk.json"))
        .get("context")
        .properties()
        .forEach(
            flag -> context.put(flag.getKey(), JSON.convertValue(flag.getValue(), Object.class)));
    context.putAll(settings);
    return context;
  }

  /** Empty, since CDK refuses to validate over what an earlier run has left; gone at the end. */
  private static Path newDirectory() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path directory = Files.createTempDirectory(target, "assemblies-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
