package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.commandline.OutputOptions;
import io.github.auroraproxy.commandline.Pause;
import io.github.auroraproxy.commandline.ProblemException;
import io.github.auroraproxy.commandline.UsageException;
import io.github.auroraproxy.operations.aws.AwsClients;
import io.github.auroraproxy.operations.aws.AwsOptions;
import io.github.auroraproxy.operations.proxy.TargetOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a proxy's metrics and alarms. */
@Command(
    name = "metrics",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a proxy's pool, its connections, its latencies in milliseconds, and its alarms with their"
          + " thresholds.",
      "Ends with 1 if an alarm of the proxy is in the state ALARM."
    },
    footer = {
      "",
      "Example: the last three hours, and a page for the colleagues",
      "  aurora-proxy metrics --since 3h --html proxy.html"
    })
public final class MetricsCommand implements Callable<Integer> {

  private static final Duration REFRESH = Duration.ofMinutes(1);
  private static final String CLEAR_SCREEN = "\033[H\033[2J";

  private final Clock clock;
  private final Pause pause;

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions awsOptions;
  @Mixin private TargetOptions target;
  @Mixin private OutputOptions output;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceConverter.class,
      defaultValue = "1h",
      description = "How far back: minutes, hours or days. Default: ${DEFAULT-VALUE}.")
  private Duration since;

  @Option(
      names = "--period",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "Seconds per value, a multiple of 60. Default: ${DEFAULT-VALUE}, as the alarms use.")
  private int period;

  @Option(names = "--watch", description = "Show them again every minute, until interrupted.")
  private boolean watch;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draw the charts into a .png or .svg file.")
  private Path chart;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write one page with charts and data, which needs no other file.")
  private Path html;

  /**
   * @param clock tells what is now
   * @param pause waits between two readings of {@code --watch}
   */
  public MetricsCommand(Clock clock, Pause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    String format = chartFormat();
    try (AwsClients aws = awsOptions.clients()) {
      String proxyName = target.resolve(aws).proxyName();
      MetricsReader reader = new MetricsReader(aws.cloudWatch());
      boolean alarming;
      do {
        MetricsReport report =
            reader.read(proxyName, TimeWindow.until(clock.instant(), since, period));
        show(report, format);
        alarming = report.isAlarming();
      } while (watch && waited());
      return alarming ? ExitCode.SOFTWARE : ExitCode.OK;
    }
  }

  private void show(MetricsReport report, String format) {
    PrintWriter out = spec.commandLine().getOut();
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    if (watch && ansi.enabled()) {
      out.print(CLEAR_SCREEN);
    }
    output.print(out, report, shown -> new MetricsText(out, ansi).print(shown));
    try {
      if (chart != null) {
        draw(new MetricsChart(report), format);
      }
      if (html != null) {
        Files.writeString(html, MetricsPage.of(report));
      }
    } catch (IOException e) {
      throw new UsageException("The picture or the page could not be written: " + e);
    }
  }

  private void draw(MetricsChart picture, String format) throws IOException {
    if (picture.isEmpty()) {
      throw new ProblemException(
          "There is nothing to draw: CloudWatch has no data of this time; ask for more with"
              + " --since.");
    }
    if (format.equals("png")) {
      Files.write(chart, picture.png());
    } else {
      Files.writeString(chart, picture.svg());
    }
  }

  private String chartFormat() {
    if (chart == null) {
      return "";
    }
    String name = chart.getFileName().toString().toLowerCase(Locale.ROOT);
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (!format.equals("png") && !format.equals("svg")) {
      throw new UsageException("--chart draws .png or .svg, not " + chart + ".");
    }
    return format;
  }

  private boolean waited() {
    try {
      pause.sleep(REFRESH);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
