package io.github.auroraproxy.localaws;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a packaged function in a JVM of its own under AWS's runtime interface client, with the
 * environment, the memory and the deadline that Lambda would give it.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs">AWS Lambda Java support libraries</a>
 */
public final class LocalLambda implements AutoCloseable {

  private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
  private static final List<String> RUNTIME =
      List.of(
          "aws-lambda-java-runtime-interface-client.jar",
          "aws-lambda-java-core.jar",
          "aws-lambda-java-serialization.jar",
          "utils-lite.jar",
          "annotations.jar");
  private static final int HEAP_PERCENT = 80;

  private final Duration timeout;
  private final Path directory;
  private final RuntimeApi api;
  private final Process process;
  private final Thread shutdownHook = new Thread(this::end, "local-lambda-shutdown");

  private LocalLambda(Builder builder) throws IOException {
    timeout = builder.timeout;
    directory = Files.createTempDirectory("aurora-proxy-lambda-");
    api = new RuntimeApi();
    try {
      process = launch(builder);
    } catch (IOException e) {
      api.close();
      Directories.delete(directory);
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  /** Says what to run. */
  public static Builder builder() {
    return new Builder();
  }

  /** What to run. */
  public static final class Builder {
    private Path functionArchive;
    private String handler;
    private Path logFile;
    private int memorySize = 1769;
    private Duration timeout = Duration.ofMinutes(5);
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder() {}

    /**
     * @param archive the function's jar
     */
    public Builder functionArchive(Path archive) {
      functionArchive = archive;
      return this;
    }

    /**
     * @param name as in the function's configuration, {@code package.Class::method}
     */
    public Builder handler(String name) {
      handler = name;
      return this;
    }

    /**
     * @param file gets everything that the function prints
     */
    public Builder logFile(Path file) {
      logFile = file;
      return this;
    }

    /**
     * @param megabytes 128 to 10240; 1769, one processor, by default
     */
    public Builder memorySize(int megabytes) {
      memorySize = megabytes;
      return this;
    }

    /**
     * @param duration of one invocation; five minutes by default
     */
    public Builder timeout(Duration duration) {
      timeout = duration;
      return this;
    }

    /**
     * @param directory of the JDK that runs the function; the current one by default
     */
    public Builder javaHome(Path directory) {
      javaHome = directory;
      return this;
    }

    /** A variable of the function's environment. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /**
     * Starts the runtime.
     *
     * @throws UncheckedIOException if there is no such Java
     */
    public LocalLambda start() {
      try {
        return new LocalLambda(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Process launch(Builder builder) throws IOException {
    Path taskRoot = directory.resolve("task");
    ZipArchive.unpack(builder.functionArchive, taskRoot);
    StringBuilder classPath = new StringBuilder(taskRoot.toString());
    for (String jar : RUNTIME) {
      Path file = directory.resolve(jar);
      try (InputStream in = LocalLambda.class.getResourceAsStream("runtime/" + jar)) {
        Files.copy(in, file);
      }
      classPath.append(File.pathSeparator).append(file);
    }
    List<String> command = new ArrayList<>();
    command.add(builder.javaHome.resolve("bin/java").toString());
    command.add("-Xmx%dm".formatted(builder.memorySize * HEAP_PERCENT / 100));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + directory));
    command.addAll(List.of("-cp", classPath.toString(), MAIN, builder.handler));
    ProcessBuilder child =
        new ProcessBuilder(command)
            .directory(taskRoot.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(builder.logFile.toFile()));
    Map<String, String> environment = child.environment();
    // What the developer's own shell says of AWS is no business of a function on this machine.
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
    environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "local");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(builder.memorySize));
    environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "local");
    environment.put("AWS_SECRET_ACCESS_KEY", "local");
    environment.put("_HANDLER", builder.handler);
    environment.putAll(builder.environment);
    return child.start();
  }

  /**
   * Invokes the function and waits for its answer, no longer than its timeout.
   *
   * @param event JSON
   */
  public Invocation invoke(String event) {
    CompletableFuture<Invocation> answer = api.submit(event, timeout);
    process
        .onExit()
        .thenAccept(
            ended ->
                answer.complete(
                    Invocation.failed(
                        "Runtime.ExitError",
                        "The function's JVM ended with exit code " + ended.exitValue())));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      return Invocation.failed(
          "Sandbox.Timedout", "Task timed out after %d seconds".formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the function ran", e);
    }
  }

  private void end() {
    process.destroyForcibly().onExit().join();
    api.close();
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    end();
  }
}
