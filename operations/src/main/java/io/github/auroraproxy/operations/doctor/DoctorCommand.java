package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.aws.AwsOptions;
import io.github.auroraproxy.operations.connect.TlsOptions;
import io.github.auroraproxy.operations.proxy.TargetOptions;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what keeps a proxy from working. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at a proxy, its targets, secrets, policies, security groups and alarms, and says what is"
          + " wrong and what cures it. Changes nothing.",
      "Ends with 1 if there is a problem; warnings and skipped checks end with 0."
    },
    footer = {
      "",
      "Example: can this client reach the proxy, and log in?",
      "  aurora-proxy doctor --client-security-group sg-0d1e2f3a4b5c6d7e8"
    })
public final class DoctorCommand implements Callable<Integer> {

  private final Clock clock;

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions awsOptions;
  @Mixin private TargetOptions target;
  @Mixin private TlsOptions tlsOptions;
  @Mixin private OutputOptions output;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The application's database user. Default: the stack's output UserName.")
  private String user;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The application's database. Default: the stack's output DatabaseName.")
  private String database;

  @Option(
      names = "--principal",
      paramLabel = "ARN",
      description = "The IAM user or role that is to log in. Default: the caller.")
  private String principal;

  @Option(
      names = "--client-security-group",
      paramLabel = "ID",
      description = "The security group of the client that is to connect.")
  private String clientSecurityGroup;

  /**
   * @param clock tells what is now
   */
  public DoctorCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    try (AwsClients aws = awsOptions.clients()) {
      ExaminedProxy examined =
          ExaminedProxy.describe(
              aws,
              target.resolve(aws),
              Optional.ofNullable(user),
              Optional.ofNullable(database),
              Optional.ofNullable(principal),
              Optional.ofNullable(clientSecurityGroup));
      Diagnosis diagnosis = Diagnosis.of(examined, checks());
      output.print(spec.commandLine().getOut(), diagnosis, this::print);
      return diagnosis.worst() == Verdict.PROBLEM ? ExitCode.SOFTWARE : ExitCode.OK;
    }
  }

  private List<Check> checks() {
    return List.of(
        new TargetHealthCheck(),
        new ClusterCheck(),
        new AuthenticationCheck(),
        new SecretsCheck(),
        new DatabaseUsersCheck(tlsOptions),
        new ProxyRoleCheck(),
        new ClientPolicyCheck(),
        new NetworkCheck(),
        new BypassCheck(clock),
        new AlarmsCheck());
  }

  private void print(Diagnosis diagnosis) {
    PrintWriter out = spec.commandLine().getOut();
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    out.println("Proxy " + diagnosis.proxyName());
    for (Finding finding : diagnosis.findings()) {
      String verdict = "%-8s".formatted(finding.verdict());
      out.println(
          ansi.string("@|%s %s|@".formatted(finding.verdict().style(), verdict))
              + finding.check()
              + ": "
              + finding.evidence());
      finding.remedy().ifPresent(remedy -> out.println("        -> " + remedy));
    }
  }
}
