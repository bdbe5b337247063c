package io.github.auroraproxy.localaws;

import io.github.auroraproxy.localaws.launcher.PlainLauncher;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;

/** What runs a function in its JVM. */
public enum Launcher {
  /** AWS's own runtime interface client, whose native library exists for Linux only. */
  RUNTIME_CLIENT("com.amazonaws.services.lambda.runtime.api.client.AWSLambda", List.of()),

  /** A loop in plain Java, which does the same on every system. */
  PLAIN(
      PlainLauncher.class.getName(),
      List.of("PlainLauncher.class", "PlainContext.class", "PlainLogger.class"));

  private static final String RUNTIME_CLIENT_JAR = "aws-lambda-java-runtime-interface-client.jar";

  /** Without it the runtime client unpacks its library to one name in /tmp for all users. */
  private static final String NATIVE_LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private static final List<String> LIBRARIES =
      List.of(
          RUNTIME_CLIENT_JAR,
          "aws-lambda-java-core.jar",
          "aws-lambda-java-serialization.jar",
          "utils-lite.jar",
          "annotations.jar");

  private final String mainClass;
  private final List<String> classes;

  Launcher(String mainClass, List<String> classes) {
    this.mainClass = mainClass;
    this.classes = classes;
  }

  /** AWS's own where it can run. */
  public static Launcher preferred() {
    return System.getProperty("os.name").equals("Linux") ? RUNTIME_CLIENT : PLAIN;
  }

  String mainClass() {
    return mainClass;
  }

  /**
   * Copies what belongs beside the function.
   *
   * @return a class path
   */
  String unpack(Path directory) throws IOException {
    StringBuilder classPath = new StringBuilder(directory.toString());
    for (String library : LIBRARIES) {
      Path file = directory.resolve(library);
      copy(Launcher.class.getResourceAsStream("runtime/" + library), file);
      classPath.append(File.pathSeparator).append(file);
    }
    for (String name : classes) {
      copy(
          PlainLauncher.class.getResourceAsStream(name),
          directory.resolve(PlainLauncher.class.getPackageName().replace('.', '/')).resolve(name));
    }
    return classPath.toString();
  }

  /**
   * What the JVM is started with; for AWS's runtime client it unpacks the native library.
   *
   * @param directory that {@link #unpack} has filled
   */
  List<String> jvmOptions(Path directory) throws IOException {
    if (this != RUNTIME_CLIENT) {
      return List.of();
    }
    Path library = directory.resolve("libaws-lambda-jni.so");
    try (JarFile jar = new JarFile(directory.resolve(RUNTIME_CLIENT_JAR).toFile())) {
      String name =
          "jni/libaws-lambda-jni.linux%s-%s.so"
              .formatted(
                  usesMusl() ? "_musl" : "",
                  System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64");
      copy(jar.getInputStream(jar.getJarEntry(name)), library);
    }
    return List.of("-D" + NATIVE_LIBRARY_PROPERTY + "=" + library);
  }

  /** Whether the C library is musl, as on Alpine Linux. */
  private static boolean usesMusl() throws IOException {
    try (DirectoryStream<Path> loaders =
        Files.newDirectoryStream(Path.of("/lib"), "ld-musl-*.so.1")) {
      return loaders.iterator().hasNext();
    }
  }

  private static void copy(InputStream resource, Path file) throws IOException {
    try (resource) {
      Files.createDirectories(file.getParent());
      Files.copy(resource, file);
    }
  }

  /** As on a command line: {@code runtime-client} or {@code plain}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
