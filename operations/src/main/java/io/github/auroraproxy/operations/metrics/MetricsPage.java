package io.github.auroraproxy.operations.metrics;

import io.github.auroraproxy.commandline.OutputOptions;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * A report as one HTML page that needs nothing else: the charts inline, and the data as a JSON
 * script element with the id {@code metrics}.
 */
final class MetricsPage {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>RDS Proxy %1$s</title>
      <style>
        body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%%; margin: 1rem 0; }
        th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #dde3ea; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .OK { color: #1e7b34; } .ALARM { color: #b3261e; font-weight: bold; } .INSUFFICIENT_DATA { color: #6b7280; }
        svg { width: 100%%; height: auto; }
        .note { color: #52606d; }
      </style>
      </head>
      <body>
      <h1>RDS Proxy %1$s</h1>
      <p>%2$s to %3$s (UTC), periods of %4$d s</p>
      <h2>Alarms</h2>
      <table>
      <tr><th>Alarm</th><th>Unit</th><th class="number">Latest</th><th class="number">Worst</th><th>Threshold</th><th>State</th></tr>
      %5$s
      </table>
      %6$s
      <h2>Metrics</h2>
      %7$s
      <script type="application/json" id="metrics">
      %8$s
      </script>
      </body>
      </html>
      """;

  private MetricsPage() {}

  static String of(MetricsReport report) throws IOException {
    return PAGE.formatted(
        escape(report.proxyName()),
        report.start(),
        report.end(),
        report.period().toSeconds(),
        report.alarms().isEmpty()
            ? "<tr><td colspan=\"6\" class=\"note\">No alarm reads the metrics of this proxy.</td></tr>"
            : report.alarms().stream().map(MetricsPage::row).collect(Collectors.joining("\n")),
        notes(report),
        charts(new MetricsChart(report)),
        // Or a name that holds an end tag would end the script.
        OutputOptions.json(report).replace("</", "<\\/"));
  }

  private static String charts(MetricsChart charts) throws IOException {
    return charts.isEmpty()
        ? "<p class=\"note\">No data points in this window.</p>"
        : charts.svg().replaceFirst("<svg", "<svg role=\"img\" aria-label=\"Charts\"");
  }

  private static String row(AlarmReview alarm) {
    return "<tr><td>%s</td><td>%s</td><td class=\"number\">%s</td><td class=\"number\">%s</td><td>%s</td><td class=\"%s\">%s</td></tr>"
        .formatted(
            escape(alarm.name()),
            escape(alarm.symbol()),
            alarm.text(alarm.latest()),
            alarm.text(alarm.worst()),
            escape(alarm.threshold()),
            alarm.state(),
            alarm.state());
  }

  private static String notes(MetricsReport report) {
    return report.groups().stream()
        .flatMap(group -> group.series().stream())
        .flatMap(
            series ->
                series.noData().stream()
                    .map(
                        reason ->
                            "<p class=\"note\">%s: no data; %s.</p>"
                                .formatted(escape(series.label()), escape(reason))))
        .collect(Collectors.joining("\n"));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
