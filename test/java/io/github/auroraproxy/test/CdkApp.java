package io.github.auroraproxy.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** CDK apps as the CDK CLI would start them: with the feature flags of {@code cdk.json}. */
final class CdkApp {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Path ASSEMBLIES = Path.of("target", "assemblies");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private CdkApp() {}

  /** An app with an assembly directory of its own, below {@code target}. */
  static App create() {
    return create(Map.of());
  }

  static App create(Map<String, String> settings) {
    return new App(
        AppProps.builder().outdir(newAssembly().toString()).context(context(settings)).build());
  }

  static Path newAssembly() {
    return ASSEMBLIES.resolve(Integer.toString(COUNT.incrementAndGet())).toAbsolutePath();
  }

  /** The context of {@code cdk.json}, and on it what a user would give with {@code -c}. */
  static Map<String, Object> context(Map<String, String> settings) {
    Map<String, Object> context = new TreeMap<>();
    read(Path.of("..", "cdk.json"))
        .get("context")
        .properties()
        .forEach(
            flag -> context.put(flag.getKey(), JSON.convertValue(flag.getValue(), Object.class)));
    context.putAll(settings);
    return context;
  }

  static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
