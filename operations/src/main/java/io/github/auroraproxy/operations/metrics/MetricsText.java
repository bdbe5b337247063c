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
      return;
    }
    for (SeriesGroup group : report.groups()) {
      print(group, report.window());
    }
    printReview(report);
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
    group.series().stream()
        .filter(series -> series.noData() != null)
        .forEach(series -> out.println(series.label() + ": no data; " + series.noData() + "."));
  }

  private void printReview(MetricsReport report) {
    out.println();
    out.println(bold("Alarms"));
    out.println(
        Tables.rows(
            List.of("Alarm", "Unit", "Latest", "Worst", "Threshold", "Breaching", "State"),
            report.alarms().stream()
                .map(
                    alarm ->
                        List.of(
                            alarm.name(),
                            alarm.unit().symbol(),
                            alarm.text(alarm.latest()),
                            alarm.text(alarm.worst()),
                            alarm.threshold(),
                            alarm.breaching() + " of the latest " + AlarmRule.EVALUATION_PERIODS,
                            alarm.state().text()))
                .toList()));
  }

  private String bold(String text) {
    return ansi.string("@|bold " + text + "|@");
  }
}
