package io.github.auroraproxy.operations.proxy;

import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.operations.aws.AwsClients;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options {@code --proxy} and {@code --stack}, of which either names the proxy. */
public final class TargetOptions {

  @ArgGroup private final Choice choice = new Choice();

  /** Either of the two. */
  private static final class Choice {

    @Option(
        names = "--stack",
        paramLabel = "NAME",
        description = "The stack whose outputs tell the proxy. Default: AuroraProxy.")
    private String stack = "AuroraProxy";

    @Option(names = "--proxy", paramLabel = "NAME", description = "The proxy's own name.")
    private String proxy;
  }

  /**
   * The proxy that the options name.
   *
   * @throws ProblemException if the stack does not exist or tells of no proxy
   */
  public ProxyTarget resolve(AwsClients aws) {
    if (choice.proxy != null) {
      return ProxyTarget.named(choice.proxy);
    }
    StackOutputs outputs = StackOutputs.of(choice.stack, aws);
    return new ProxyTarget(
        outputs
            .find("ProxyName")
            .orElseThrow(
                () ->
                    new ProblemException(
                        "The stack "
                            + choice.stack
                            + " has no output ProxyName; name the proxy with --proxy.")),
        outputs.find("ProxyEndpoint"),
        outputs.find("Port").map(Integer::valueOf),
        outputs.find("DatabaseName"),
        outputs.find("UserName"));
  }
}
