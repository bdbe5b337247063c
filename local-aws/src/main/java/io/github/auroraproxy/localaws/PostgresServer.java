package io.github.auroraproxy.localaws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One PostgreSQL cluster on disk and its server process, driven through initdb and pg_ctl. */
final class PostgresServer {

  private static final long COMMAND_TIMEOUT_SECONDS = 90;
  private static final long SERVER_TIMEOUT_SECONDS = 60;

  private final Path binaries;
  private final Path directory;
  private final Path data;
  private final Path log;
  private final ServerAccount account;

  PostgresServer(Path binaries, Path directory, Path log, ServerAccount account) {
    this.binaries = binaries;
    this.directory = directory;
    this.data = directory.resolve("data");
    this.log = log;
    this.account = account;
  }

  /** Creates the cluster with one superuser, who logs in with the password in the file. */
  void initialize(String superuser, Path passwordFile) {
    run(
        "initdb",
        "--pgdata=" + data,
        "--username=" + superuser,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync");
  }

  void configure(Map<String, String> settings, List<String> accessRules) {
    String configuration =
        settings.entrySet().stream()
            .map(e -> e.getKey() + " = '" + e.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(data.resolve("postgresql.conf"), configuration, StandardOpenOption.APPEND);
      Files.write(data.resolve("pg_hba.conf"), accessRules);
    } catch (IOException e) {
      throw new LocalAwsException("PostgreSQL could not be configured in " + data, e);
    }
  }

  /** Replaces the rules of who may connect from where, for connections from now on. */
  void accessRules(List<String> rules) {
    try {
      Files.write(data.resolve("pg_hba.conf"), rules);
    } catch (IOException e) {
      throw new LocalAwsException("PostgreSQL could not be configured in " + data, e);
    }
    run("pg_ctl", "reload", "--pgdata=" + data);
  }

  /** Returns when the server accepts connections. */
  void start(int port) {
    run(
        "pg_ctl",
        "start",
        "--pgdata=" + data,
        "--log=" + log,
        "--options=-p " + port,
        "--wait",
        "--timeout=" + SERVER_TIMEOUT_SECONDS);
  }

  /** Ends every session and returns when the server is gone; nothing happens if it is not there. */
  void stop(StopMode mode) {
    if (isRunning()) {
      run(
          "pg_ctl",
          "stop",
          "--pgdata=" + data,
          "--mode=" + mode.name().toLowerCase(java.util.Locale.ROOT),
          "--wait",
          "--timeout=" + SERVER_TIMEOUT_SECONDS);
    }
  }

  boolean isRunning() {
    return Files.exists(data.resolve("postmaster.pid"));
  }

  /**
   * Halts or continues the server's processes, the postmaster first, so that it starts no others.
   *
   * @param signal {@code STOP} or {@code CONT}
   */
  void signal(String signal) {
    try {
      long postmaster =
          Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      kill(signal, postmaster);
      ProcessHandle.of(postmaster).stream()
          .flatMap(ProcessHandle::descendants)
          .forEach(process -> kill(signal, process.pid()));
    } catch (IOException e) {
      throw new LocalAwsException("PostgreSQL is not running in " + data, e);
    }
  }

  private static void kill(String signal, long pid) {
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
    } catch (IOException e) {
      throw new LocalAwsException("The process " + pid + " got no signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  enum StopMode {
    /** Rolls back what is open and writes all of it to disk. */
    FAST,
    /** Drops everything at once, for data that nobody needs any more. */
    IMMEDIATE
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>(account.prefix());
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = directory.resolve(program + ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    // Not the JVM's own input: a server that inherits the terminal would keep it open.
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // A file and not a pipe: the server inherits it and would hold a pipe open.
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    // Messages in English, whatever the machine speaks.
    builder.environment().put("LC_ALL", "C");
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    try {
      Process process = builder.start();
      try {
        if (!process.waitFor(COMMAND_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw failure(program, "took over " + COMMAND_TIMEOUT_SECONDS + " s", output);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw failure(program, "was interrupted", output);
      }
      if (process.exitValue() != 0) {
        throw failure(program, "ended with status " + process.exitValue(), output);
      }
    } catch (IOException e) {
      throw new LocalAwsException(
          "PostgreSQL's " + program + " could not be run: " + e.getMessage(), e);
    }
  }

  private LocalAwsException failure(String program, String what, Path output) {
    return new LocalAwsException(
        "PostgreSQL's "
            + program
            + " "
            + what
            + ". It said: "
            + tail(output)
            + (Files.exists(log) ? " The server's log ends: " + tail(log) : ""));
  }

  private static String tail(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - 1000));
    } catch (IOException e) {
      return "(nothing readable)";
    }
  }
}
