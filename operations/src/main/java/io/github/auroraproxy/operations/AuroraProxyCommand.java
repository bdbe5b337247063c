package io.github.auroraproxy.operations;

import io.github.auroraproxy.operations.rehearse.RehearseCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The operator's commands. */
@Command(
    name = "aurora-proxy",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Commands around an RDS Proxy in front of an Aurora PostgreSQL cluster.",
    subcommands = RehearseCommand.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Everything is fine.", "1:A problem was found.", "2:The call was wrong."})
public final class AuroraProxyCommand {

  private AuroraProxyCommand() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new AuroraProxyCommand());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parseResult) -> {
          if (failure instanceof UsageException) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw failure;
        });
    return commandLine;
  }
}
