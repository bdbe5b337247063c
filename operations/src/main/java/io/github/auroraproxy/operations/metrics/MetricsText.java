package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.commandline.Tables;
import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** A report for the terminal. */
final class MetricsText {

  private final PrintWriter out;
  private final Ansi ansi;

  MetricsText(PrintWriter out, Ansi ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  void print(MetricsReport report) {
    out.printf(
        "Proxy %s, %s to %s, periods of %d s%n",
        report.proxyName(), report.start(), report.end(), report.period().toSeconds());
    if (report.isEmpty()) {
      out.println();
      out.println(
          "CloudWatch has nothing on this proxy: it publishes its first metrics some minutes after"
              + " its creation. Check the name and the region if it is older.");
    } else {
      for (SeriesGroup group : report.groups()) {
        print(group, report.window());
      }
    }
    printAlarms(report);
  }

  private void print(SeriesGroup group, TimeWindow window) {
    out.println();
    out.println(bold(group.title()));
    out.println(
        Tables.rows(
            List.of("Metric", "Unit", "Latest", "Least", "Most", "Trend"),
            group.series().stream()
                .map(
                    series ->
                        List.of(
                            series.label(),
                            series.unit().symbol(),
                            series.text(series.latest()),
                            series.text(series.values().min()),
                            series.text(series.values().max()),
                            Sparkline.of(series, window)))
                .toList()));
    for (Series series : group.series()) {
      series
          .noData()
          .ifPresent(reason -> out.println(series.label() + ": no data; " + reason + "."));
    }
  }

  private void printAlarms(MetricsReport report) {
    out.println();
    out.println(bold("Alarms"));
    if (report.alarms().isEmpty()) {
      out.println(
          "No alarm reads the metrics of this proxy; deploy the stack's alarms, or add the construct"
              + " ProxyAlarms to yours.");
      return;
    }
    out.println(
        Tables.rows(
            List.of("Alarm", "Unit", "Latest", "Worst", "Threshold", "State"),
            report.alarms().stream()
                .map(
                    alarm ->
                        List.of(
                            alarm.name(),
                            alarm.symbol(),
                            alarm.text(alarm.latest()),
                            alarm.text(alarm.worst()),
                            alarm.threshold(),
                            alarm.state()))
                .toList()));
    report.alarms().stream()
        .filter(AlarmReview::isRinging)
        .forEach(alarm -> out.println(alarm.name() + ": " + alarm.stateReason()));
  }

  private String bold(String text) {
    return ansi.string("@|bold " + text + "|@");
  }
}
