package org.wordsight.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the report's line charts. The page itself has their legends. */
final class Charts {
  /**
   * A line.
   *
   * @param bars the interval of each point; empty if there are none
   */
  record Line(
      String name, String colour, boolean dashed, double[] x, double[] y, List<Range> bars) {}

  /** A part of the vertical axis. */
  record Range(double from, double to) {}

  /**
   * Lines take these colours in turn. People who cannot see red or green can distinguish the first
   * two.
   */
  static final List<String> COLOURS =
      List.of("#2563eb", "#d97706", "#0f766e", "#9333ea", "#be123c", "#64748b");

  private static final int WIDTH = 560;
  private static final int HEIGHT = 330;
  private static final Color INK = Color.decode("#4b5563");
  private static final Color GRID = Color.decode("#e5e7eb");
  private static final int MARKED_POINTS = 12;

  private Charts() {}

  /**
   * Draws lines over a numeric axis.
   *
   * @param id unique in the page
   * @param label a description for people who cannot see the picture
   */
  static String lines(
      String id, String label, String xTitle, String yTitle, Range range, List<Line> lines) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
    chart.setXAxisTitle(xTitle);
    chart.setYAxisTitle(yTitle);
    style(chart.getStyler(), range);
    chart.setCustomXAxisTickLabelsFormatter(x -> Numbers.count(Math.round(x)));
    for (Line line : lines) {
      drawBars(chart, line);
      XYSeries series = chart.addSeries(line.name(), line.x(), line.y());
      series.setLineColor(Color.decode(line.colour()));
      series.setMarkerColor(Color.decode(line.colour()));
      series.setMarker(
          line.x().length <= MARKED_POINTS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setLineStyle(stroke(2.2f, line.dashed()));
    }
    return SvgPainter.paint(chart, id, label);
  }

  /** XChart's own error bars are equally long above and below a point; these intervals are not. */
  private static void drawBars(XYChart chart, Line line) {
    for (int i = 0; i < line.bars().size(); i++) {
      double x = line.x()[i];
      Range bar = line.bars().get(i);
      XYSeries series =
          chart.addSeries(
              line.name() + " interval " + i,
              new double[] {x, x},
              new double[] {bar.from(), bar.to()});
      series.setLineColor(Color.decode(line.colour()));
      series.setMarker(SeriesMarkers.NONE);
      series.setLineStyle(stroke(1.3f, false));
    }
  }

  private static BasicStroke stroke(float width, boolean dashed) {
    float[] dashes = dashed ? new float[] {6, 5} : null;
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  private static void style(XYStyler styler, Range range) {
    Font regular = SvgPainter.font("Inter-Regular.otf", 12.5f);
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setAxisTickLabelsFont(regular);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTitleFont(regular);
    styler.setXAxisTitleColor(INK);
    styler.setYAxisTitleColor(INK);
    styler.setAxisTitlePadding(8);
    styler.setChartPadding(6);
    styler.setPlotContentSize(0.94);
    styler.setMarkerSize(8);
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setYAxisTickMarkSpacingHint(44);
    styler.setYAxisMin(range.from());
    styler.setYAxisMax(range.to());
    styler.setYAxisDecimalPattern("0.##");
  }
}
