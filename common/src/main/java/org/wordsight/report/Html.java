package org.wordsight.report;

import java.util.List;
import java.util.stream.Collectors;

/** Builds pieces of HTML. Every text from a table or a model goes through {@link #text}. */
final class Html {
  private Html() {}

  /** A text for the inside of an element or a quoted attribute. */
  static String text(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\n', '\t' -> out.append(c);
        // HTML allows no control characters in any form.
        default -> out.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /** A section with a heading and an introduction. Both are already HTML. */
  static String section(String id, String heading, String introduction, String body) {
    return """
        <section id="%s">
        <h2>%s</h2>
        <p class="intro">%s</p>
        %s
        </section>
        """
        .formatted(id, heading, introduction, body);
  }

  /** A picture or a table with a caption above it. */
  static String figure(String caption, String body) {
    return "<figure><figcaption>%s</figcaption>%s</figure>\n".formatted(caption, body);
  }

  /** Blocks next to each other, if the page is wide enough. */
  static String beside(String... blocks) {
    return "<div class=\"beside\">%s</div>\n".formatted(String.join("", blocks));
  }

  /** The legend of a chart: the meaning of each line. */
  static String legend(List<Charts.Line> lines) {
    return lines.stream()
        .map(
            line ->
                "<li><i class=\"key%s\" style=\"border-color:%s\"></i>%s</li>"
                    .formatted(line.dashed() ? " dashed" : "", line.colour(), text(line.name())))
        .collect(Collectors.joining("", "<ul class=\"legend\">", "</ul>"));
  }

  /**
   * An interval drawn on the scale that all rows of a table share.
   *
   * @param from the left end of the scale
   * @param to the right end of the scale
   */
  static String interval(double low, double value, double high, double from, double to) {
    double width = to - from;
    String zero =
        from < 0 && to > 0
            ? "<i class=\"zero\" style=\"left:%s\"></i>".formatted(place(-from / width))
            : "";
    return """
        <div class="interval">%s<i class="bar" style="left:%s;width:%s"></i>\
        <i class="dot" style="left:%s"></i></div>"""
        .formatted(
            zero,
            place((low - from) / width),
            place((high - low) / width),
            place((value - from) / width));
  }

  /** A bar for a share of 1. */
  static String bar(double share, String kind) {
    return "<div class=\"share\"><i class=\"%s\" style=\"width:%s\"></i></div>"
        .formatted(kind, place(share));
  }

  private static String place(double share) {
    return Numbers.place(share);
  }
}
