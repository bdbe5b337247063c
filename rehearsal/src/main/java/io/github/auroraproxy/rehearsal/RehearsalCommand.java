package io.github.auroraproxy.rehearsal;

import io.github.auroraproxy.commandline.CommandLines;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that need no AWS account. */
@Command(
    name = "aurora-proxy-rehearsal",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Plays deployments of aurora-proxy on this machine.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Everything is fine.", "1:A problem was found.", "2:The call was wrong."})
public final class RehearsalCommand {

  private RehearsalCommand() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    // Digits are those of SQL, of commands to copy and of CloudWatch's expressions.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return CommandLines.configure(
        new CommandLine(new RehearsalCommand()).addSubcommand(new RehearseCommand()),
        RehearsalCommand.class);
  }
}
