package io.github.auroraproxy.localaws;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Runs a packaged function in a JVM of its own, by default under AWS's runtime interface client,
 * with the environment, the layers, the memory and the deadline that Lambda would give it.
 *
 * @see <a href="https://github.com/aws/aws-lambda-java-libs">AWS Lambda Java support libraries</a>
 */
public final class LocalLambda implements AutoCloseable {

  private static final int HEAP_PERCENT = 80;

  private final AwsCredentialsIdentity credentials =
      AwsCredentialsIdentity.create("LOCAL" + Secrets.random(), Secrets.random());

  private final Duration timeout;
  private final TemporaryDirectory directory;
  private final RuntimeApi api;
  private final Process process;
  private final Runnable closeAtExit = this::close;
  private boolean closed;

  private LocalLambda(Builder builder) throws IOException {
    timeout = builder.timeout;
    directory = TemporaryDirectory.create(builder.directory, "aurora-proxy-lambda-");
    api = new RuntimeApi();
    try {
      process = launch(builder);
    } catch (IOException | RuntimeException e) {
      api.close();
      directory.close();
      throw e;
    }
    ExitCleanup.register(closeAtExit);
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
    private Optional<Path> directory = Optional.empty();
    private int memorySize = 1769;
    private Duration timeout = Duration.ofMinutes(5);
    private Launcher launcher = Launcher.preferred();
    private final List<Path> layers = new ArrayList<>();
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Builder() {}

    /**
     * @param archive the function's jar, or a directory of its content
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
     * @param parent of the directory that holds the function's files; the system's temporary
     *     directory by default
     */
    public Builder directory(Path parent) {
      directory = Optional.of(parent);
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
     * @param other what runs the function; {@link Launcher#preferred()} by default
     */
    public Builder launcher(Launcher other) {
      launcher = other;
      return this;
    }

    /**
     * @param content a layer's directory or zip archive; later ones win where two hold a file
     */
    public Builder layer(Path content) {
      layers.add(content);
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
     * @throws LocalAwsException if there is no such Java, archive or layer
     */
    public LocalLambda start() {
      try {
        return new LocalLambda(this);
      } catch (IOException e) {
        throw new LocalAwsException("The function can't be started: " + e.getMessage(), e);
      }
    }
  }

  private Process launch(Builder builder) throws IOException {
    Path taskRoot = directory.path().resolve("task");
    unpack(builder.functionArchive, taskRoot);
    Path layers = Files.createDirectory(directory.path().resolve("layers"));
    for (Path layer : builder.layers) {
      unpack(layer, layers);
    }
    Path launcher = directory.path().resolve("launcher");
    String classPath = taskRoot + File.pathSeparator + builder.launcher.unpack(launcher);
    Path temporary = Files.createDirectory(directory.path().resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(builder.javaHome.resolve("bin/java").toString());
    command.add("-Xmx" + builder.memorySize * HEAP_PERCENT / 100 + "m");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
    command.addAll(builder.launcher.jvmOptions(launcher));
    command.addAll(List.of("-cp", classPath, builder.launcher.mainClass(), builder.handler));
    ProcessBuilder child =
        new ProcessBuilder(command)
            .directory(taskRoot.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(builder.logFile.toFile()));
    Map<String, String> environment = child.environment();
    // The developer's own settings of AWS and PostgreSQL are not those of the function.
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("PG"));
    environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
    environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_java25");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "local");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(builder.memorySize));
    environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("_HANDLER", builder.handler);
    environment.put("AURORA_PROXY_LAYERS", layers.toString());
    environment.putAll(builder.environment);
    return child.start();
  }

  private static void unpack(Path content, Path to) throws IOException {
    if (Files.isDirectory(content)) {
      copy(content, to);
    } else {
      ZipArchive.unpack(content, to);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** What the function signs its requests with. */
  public AwsCredentialsIdentity credentials() {
    return credentials;
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

  /** Ends the function's JVM and removes its files; harmless when called again. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    process.destroyForcibly().onExit().join();
    api.close();
    directory.close();
    ExitCleanup.forget(closeAtExit);
  }
}
