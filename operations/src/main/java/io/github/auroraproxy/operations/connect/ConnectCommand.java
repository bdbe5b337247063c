package io.github.auroraproxy.operations.connect;

import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.commandline.Pause;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.commandline.sql.QueryResult;
import io.github.auroraproxy.commandline.sql.SampleTransaction;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.aws.AwsOptions;
import io.github.auroraproxy.operations.connect.ConnectionWatch.Interruption;
import io.github.auroraproxy.operations.connect.ConnectionWatch.Outcome;
import io.github.auroraproxy.operations.proxy.Proxies;
import io.github.auroraproxy.operations.proxy.ProxyTarget;
import io.github.auroraproxy.operations.proxy.TargetOptions;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logs in through a proxy and runs statements. */
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    description = {
      "Logs in through a proxy as the application does, with an IAM token over verified TLS, and in"
          + " one transaction asks for time and user, inserts a row into test_table and reads the"
          + " latest three.",
      "With --repeat it runs a statement at each interval, and reports every interruption and its"
          + " length."
    },
    footer = {
      "",
      "Example: ten minutes of a failover drill",
      "  aurora-proxy connect --repeat 600 --interval 1",
      "Example: a session in psql",
      "  export PGPASSWORD=\"$(aurora-proxy connect --print-token)\"",
      "  export PGSSLMODE=verify-full PGSSLROOTCERT=system",
      "  psql -h ENDPOINT -U app_user testdb"
    })
public final class ConnectCommand implements Callable<Integer> {

  private static final int DEFAULT_PORT = 5432;
  private static final String ALIVE = "SELECT 1";

  private final Clock clock;
  private final Pause pause;

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions awsOptions;
  @Mixin private TargetOptions target;
  @Mixin private TlsOptions tlsOptions;
  @Mixin private OutputOptions output;

  @Option(
      names = "--endpoint",
      paramLabel = "HOST",
      description = "The host, such as another endpoint of the proxy; needs no look-up.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port. Default: the stack's output Port, else " + DEFAULT_PORT + ".")
  private Integer port;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The database user. Default: the stack's output UserName.")
  private String user;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The database. Default: the stack's output DatabaseName.")
  private String database;

  @Option(
      names = "--query",
      paramLabel = "SQL",
      description = "Run this statement instead of the three.")
  private String query;

  @Option(names = "--repeat", paramLabel = "N", description = "Go on for N times the interval.")
  private Integer repetitions;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Seconds between two statements of --repeat. Default: ${DEFAULT-VALUE}.")
  private int intervalSeconds;

  @Option(
      names = "--print-token",
      description = "Print a token, which is a password for 15 minutes, and connect to nothing.")
  private boolean printToken;

  /**
   * @param clock measures interruptions
   * @param pause waits between two statements of {@code --repeat}
   */
  public ConnectCommand(Clock clock, Pause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    if (repetitions != null && (repetitions < 1 || intervalSeconds < 1)) {
      throw new UsageException("--repeat and --interval take whole numbers from 1.");
    }
    try (AwsClients aws = awsOptions.clients()) {
      Endpoint endpoint = endpoint(aws);
      TokenLogin login = tlsOptions.login(aws, endpoint);
      if (printToken) {
        print(Map.of("token", login.token()), found -> out().println(found.get("token")));
        return ExitCode.OK;
      }
      try {
        return repetitions == null ? once(login, endpoint) : again(login);
      } catch (SQLException e) {
        throw new LoginFailure(aws, endpoint).explain(e);
      }
    }
  }

  private int once(TokenLogin login, Endpoint endpoint) throws SQLException {
    try (Connection connection = login.connect()) {
      greet(endpoint);
      if (query == null) {
        print(SampleTransaction.run(connection), done -> done.print(out()));
      } else {
        print(QueryResult.of(connection, query), result -> out().println(result.text()));
      }
    }
    return ExitCode.OK;
  }

  private int again(TokenLogin login) throws SQLException {
    ConnectionWatch watch =
        new ConnectionWatch(login, query == null ? ALIVE : query, clock, pause, this::log);
    Outcome outcome = watch.run(repetitions, Duration.ofSeconds(intervalSeconds));
    print(outcome, this::report);
    return outcome.isOver() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void report(Outcome outcome) {
    out()
        .println(
            "Statements answered: %d, interruptions: %d"
                .formatted(outcome.answeredChecks(), outcome.interruptions().size()));
    for (Interruption interruption : outcome.interruptions()) {
      out()
          .println(
              interruption
                  .length()
                  .map(
                      length ->
                          "From %s for %d s: %s"
                              .formatted(
                                  interruption.start(), length.toSeconds(), interruption.error()))
                  .orElseGet(
                      () ->
                          "From %s, not over: %s"
                              .formatted(interruption.start(), interruption.error())));
    }
  }

  private Endpoint endpoint(AwsClients aws) {
    Optional<ProxyTarget> told = host == null ? Optional.of(target.resolve(aws)) : Optional.empty();
    return new Endpoint(
        told.map(ProxyTarget::proxyName),
        told.map(found -> found.endpoint().orElseGet(() -> describe(found, aws))).orElse(host),
        Optional.ofNullable(port).or(() -> told.flatMap(ProxyTarget::port)).orElse(DEFAULT_PORT),
        given(user, told.flatMap(ProxyTarget::user), "--user"),
        given(database, told.flatMap(ProxyTarget::database), "--database"));
  }

  private static String describe(ProxyTarget target, AwsClients aws) {
    return Proxies.named(target.proxyName(), aws).endpoint();
  }

  private static String given(String option, Optional<String> told, String name) {
    return Optional.ofNullable(option)
        .or(() -> told)
        .orElseThrow(
            () ->
                new UsageException(
                    "No stack tells the " + name.substring(2) + "; give " + name + "."));
  }

  private <T> void print(T result, Consumer<T> asText) {
    output.print(out(), result, asText);
  }

  private void greet(Endpoint endpoint) {
    log("Connected to %s as %s".formatted(endpoint.address(), endpoint.user()));
  }

  private void log(String line) {
    if (!output.isJson()) {
      out().println(line);
      out().flush();
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
