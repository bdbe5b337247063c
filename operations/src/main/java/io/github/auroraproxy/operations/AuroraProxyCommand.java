package io.github.auroraproxy.operations;

import io.github.auroraproxy.operations.aws.AwsFailures;
import io.github.auroraproxy.operations.connect.ConnectCommand;
import io.github.auroraproxy.operations.discover.DiscoverCommand;
import io.github.auroraproxy.operations.doctor.DoctorCommand;
import io.github.auroraproxy.operations.metrics.MetricsCommand;
import io.github.auroraproxy.operations.rehearse.RehearseCommand;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import software.amazon.awssdk.core.exception.SdkException;

/** The operator's commands. */
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
            .addSubcommand(new DoctorCommand(clock))
            .addSubcommand(new RehearseCommand());
    String version =
        "aurora-proxy " + AuroraProxyCommand.class.getPackage().getImplementationVersion();
    commandLine.getCommandSpec().version(version);
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().version(version));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parseResult) -> {
          if (failure instanceof UsageException) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          if (failure instanceof ProblemException) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
          }
          if (failure instanceof SdkException sdkFailure) {
            command.getErr().println(AwsFailures.explain(sdkFailure));
            return CommandLine.ExitCode.SOFTWARE;
          }
          throw failure;
        });
    return commandLine;
  }
}
