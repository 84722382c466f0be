package org.wordsight.report;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Paints charts as SVG elements inside an HTML page. */
final class SvgPainter {
  private static final String SVG = "http://www.w3.org/2000/svg";

  /** A tenth of a pixel is finer than any screen shows. */
  private static final int DECIMALS = 1;

  private SvgPainter() {}

  /**
   * The chart as an {@code <svg>} element that scales with the page.
   *
   * @param id the prefix of the element's inner ids, unique in the page
   * @param label a description for people who cannot see the picture
   */
  static String paint(Chart<?, ?> chart, String id, String label) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment("chart");
    context.setPrecision(DECIMALS);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return id + "-" + super.generateID(prefix);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, true);
    int width = chart.getWidth();
    int height = chart.getHeight();
    chart.paint(graphics, width, height);
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", label);
    StringWriter out = new StringWriter();
    try {
      graphics.stream(root, out, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = out.toString();
    // Batik makes this one id without its generator.
    return text.substring(text.indexOf("<svg")).replace("\"genericDefs\"", "\"" + id + "-defs\"");
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("no XML parser", e);
    }
  }

  /**
   * Loads a typeface from the jar. Charts draw letters as outlines, so they look the same on every
   * machine.
   */
  static Font font(String resource, float size) {
    try (InputStream in = SvgPainter.class.getResourceAsStream(resource)) {
      return Font.createFont(Font.TRUETYPE_FONT, in).deriveFont(size);
    } catch (IOException | FontFormatException e) {
      throw new IllegalStateException("the typeface " + resource + " cannot be read", e);
    }
  }
}
