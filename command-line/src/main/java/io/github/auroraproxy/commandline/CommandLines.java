package io.github.auroraproxy.commandline;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What every runnable jar does alike: the version, and errors in a sentence. */
public final class CommandLines {

  private CommandLines() {}

  /**
   * Adds the version of the jar, and ends a command with 2 after a {@link UsageException} and with
   * 1 after a {@link ProblemException}, whose message it prints to standard error.
   *
   * @param commandLine with all its subcommands
   * @param main the class whose jar tells the version
   */
  public static CommandLine configure(CommandLine commandLine, Class<?> main) {
    String version =
        commandLine.getCommandName() + " " + main.getPackage().getImplementationVersion();
    commandLine.getCommandSpec().version(version);
    commandLine
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().version(version));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parseResult) -> {
          if (failure instanceof UsageException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.USAGE;
          }
          if (failure instanceof ProblemException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.SOFTWARE;
          }
          throw failure;
        });
    return commandLine;
  }
}
