package io.github.auroraproxy.operations;

import io.github.auroraproxy.commandline.CommandLines;
import io.github.auroraproxy.commandline.Pause;
import io.github.auroraproxy.operations.aws.AwsFailures;
import io.github.auroraproxy.operations.connect.ConnectCommand;
import io.github.auroraproxy.operations.discover.DiscoverCommand;
import io.github.auroraproxy.operations.doctor.DoctorCommand;
import io.github.auroraproxy.operations.metrics.MetricsCommand;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import software.amazon.awssdk.core.exception.SdkException;

/** The commands that call AWS. */
@Command(
    name = "aurora-proxy",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Commands around an RDS Proxy in front of an Aurora PostgreSQL cluster.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Everything is fine.", "1:A problem was found.", "2:The call was wrong."})
public final class AuroraProxyCommand {

  private AuroraProxyCommand() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    // Digits are those of SQL, of commands to copy and of CloudWatch's expressions.
    Locale.setDefault(Locale.ROOT);
    System.exit(
        commandLine(Clock.systemUTC(), length -> Thread.sleep(length.toMillis()))
            .execute(arguments));
  }

  static CommandLine commandLine(Clock clock, Pause pause) {
    CommandLine commandLine =
        new CommandLine(new AuroraProxyCommand())
            .addSubcommand(new DiscoverCommand())
            .addSubcommand(new ConnectCommand(clock, pause))
            .addSubcommand(new MetricsCommand(clock, pause))
            .addSubcommand(new DoctorCommand(clock));
    CommandLines.configure(commandLine, AuroraProxyCommand.class);
    IExecutionExceptionHandler errors = commandLine.getExecutionExceptionHandler();
    commandLine.setExecutionExceptionHandler(
        (failure, command, parseResult) -> {
          if (failure instanceof SdkException sdkFailure) {
            command.getErr().println(AwsFailures.explain(sdkFailure));
            return ExitCode.SOFTWARE;
          }
          return errors.handleExecutionException(failure, command, parseResult);
        });
    return commandLine;
  }
}
