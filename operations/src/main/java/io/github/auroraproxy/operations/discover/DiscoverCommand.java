package io.github.auroraproxy.operations.discover;

import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.commandline.Tables;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.aws.AwsOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds a cluster, the secret of its admin, and its proxy. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    description = {
      "Finds an Aurora PostgreSQL cluster, the secret of its admin, and the proxy in front of it.",
      "With --write they become settings of the app."
    },
    footer = {
      "",
      "Example: the newest cluster of a team, for the next cdk deploy",
      "  aurora-proxy discover --tag team=orders --write"
    })
public final class DiscoverCommand implements Callable<Integer> {

  private static final String APP_TAG = "CreationSource=aurora-proxy";
  private static final String COOKBOOK_TAG = "CreationSource=aws-database-cookbook-v2025.8";

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions awsOptions;
  @Mixin private OutputOptions output;

  @ArgGroup private final Choice choice = new Choice();

  @Option(names = "--write", description = "Write the settings into the context file.")
  private boolean write;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      defaultValue = "cdk.context.json",
      description = "The context file. Default: ${DEFAULT-VALUE}.")
  private Path contextFile;

  /** The options that name the cluster. */
  private static final class Choice {

    @Option(names = "--cluster", paramLabel = "NAME", description = "The cluster's name.")
    private String cluster;

    @Option(
        names = "--tag",
        paramLabel = "KEY=VALUE",
        converter = Tag.Converter.class,
        description =
            "Without --cluster: the newest cluster with this tag. Default: "
                + APP_TAG
                + ", and then "
                + COOKBOOK_TAG
                + ".")
    private Tag tag;

    private List<Tag> tags() {
      return tag == null ? List.of(Tag.of(APP_TAG), Tag.of(COOKBOOK_TAG)) : List.of(tag);
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (AwsClients aws = awsOptions.clients()) {
      Discovery discovery =
          new Discoverer(aws).discover(Optional.ofNullable(choice.cluster), choice.tags());
      output.print(out, discovery, found -> out.println(Tables.pairs(found.rows())));
      if (discovery.adminSecret().isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "The cluster "
                    + discovery.cluster().name()
                    + " has no secret managed by RDS, and no stack has the outputs ClusterEndpoint"
                    + " and SecretArn for it; let RDS manage the master password, or deploy with -c"
                    + " adminSecretArn=ARN.");
        return ExitCode.SOFTWARE;
      }
      if (write) {
        new ContextFile(contextFile).set(discovery.settings());
        if (!output.isJson()) {
          out.println("Written to " + contextFile + ".");
          out.flush();
        }
      }
      return ExitCode.OK;
    }
  }
}
