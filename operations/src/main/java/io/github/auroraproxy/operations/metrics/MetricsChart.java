package io.github.auroraproxy.operations.metrics;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.github.auroraproxy.operations.metrics.MetricsReport.SeriesGroup;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A report as one picture: a chart per group and unit of which there is data, each with its alarm's
 * threshold.
 */
final class MetricsChart {

  private static final Duration ONE_DAY = Duration.ofDays(1);
  private static final int WIDTH = 900;
  private static final int HEIGHT = 280;
  private static final Color THRESHOLD = new Color(0xC0392B);
  private static final Color GRID = new Color(0xE4E7EB);
  private static final int MARKER_SIZE = 4;

  private final MetricsReport report;
  private final List<XYChart> charts = new ArrayList<>();

  MetricsChart(MetricsReport report) {
    this.report = report;
    for (SeriesGroup group : report.groups()) {
      Set<Unit> units =
          group.series().stream()
              .filter(series -> !series.points().isEmpty())
              .map(Series::unit)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Unit.class)));
      for (Unit unit : units) {
        charts.add(
            chart(
                group.title(),
                unit,
                group.series().stream().filter(series -> series.unit() == unit).toList()));
      }
    }
  }

  /** Whether there is no data at all. */
  boolean isEmpty() {
    return charts.isEmpty();
  }

  byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BitmapEncoder.saveBitmap(charts, charts.size(), 1, out, BitmapFormat.PNG);
    return out.toByteArray();
  }

  /** Scalable Vector Graphics, as an element that also stands in a page. */
  String svg() throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    for (XYChart chart : charts) {
      chart.paint(graphics, WIDTH, HEIGHT);
      graphics.translate(0, HEIGHT);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT * charts.size()))
        .writeTo(out);
    String document = out.toString(StandardCharsets.UTF_8);
    return document.substring(document.indexOf("<svg"));
  }

  private XYChart chart(String title, Unit unit, List<Series> all) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title + " (" + unit.symbol() + ")")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setDatePattern(datePattern());
    chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    // Dashed, each dash would be a path of its own in the SVG.
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(1));
    chart.getStyler().setPlotGridLinesColor(GRID);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    List<Instant> periods = report.window().periods();
    List<Date> times = periods.stream().map(Date::from).toList();
    for (Series series : all) {
      boolean empty = series.points().isEmpty();
      XYSeries line =
          chart.addSeries(
              series.label() + (empty ? ": no data" : ""),
              times,
              periods.stream().map(series::at).toList());
      line.setMarker(SeriesMarkers.CIRCLE);
      threshold(series).ifPresent(alarm -> addThreshold(chart, times, alarm));
    }
    return chart;
  }

  private String datePattern() {
    boolean oneDay = Duration.between(report.start(), report.end()).compareTo(ONE_DAY) <= 0;
    return oneDay ? "HH:mm" : "d MMM HH:mm";
  }

  private Optional<AlarmReview> threshold(Series series) {
    return report.alarms().stream()
        .filter(alarm -> alarm.series().equals(Optional.of(series.id())))
        // Far over the values of a healthy proxy, the line would flatten them.
        .filter(
            alarm ->
                alarm.thresholdValue().stream()
                    .anyMatch(value -> series.values().max().orElse(0) * 4 >= value))
        .findFirst();
  }

  private static void addThreshold(XYChart chart, List<Date> times, AlarmReview alarm) {
    double threshold = alarm.thresholdValue().orElseThrow();
    XYSeries line =
        chart.addSeries(
            "Alarm " + alarm.threshold(), times, times.stream().map(time -> threshold).toList());
    line.setMarker(SeriesMarkers.NONE);
    line.setLineColor(THRESHOLD);
    line.setLineStyle(
        new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0));
  }
}
