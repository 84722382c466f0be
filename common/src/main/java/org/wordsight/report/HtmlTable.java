package org.wordsight.report;

import java.util.ArrayList;
import java.util.List;

/**
 * An HTML table. Cells are already HTML. Columns hold texts on the left or numbers on the right.
 */
final class HtmlTable {
  private final List<String> classes = new ArrayList<>();
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();

  /** A column of texts. */
  HtmlTable text(String heading) {
    return column("", heading);
  }

  /** A column of numbers. */
  HtmlTable number(String heading) {
    return column("number", heading);
  }

  /** A column of pictures. */
  HtmlTable picture(String heading) {
    return column("picture", heading);
  }

  private HtmlTable column(String cssClass, String heading) {
    classes.add(cssClass);
    head.append("<th scope=\"col\" class=\"%s\">%s</th>".formatted(cssClass, heading));
    return this;
  }

  HtmlTable row(String... cells) {
    return styledRow("", cells);
  }

  /** A row with a style: "best", "muted" or "total". */
  HtmlTable styledRow(String cssClass, String... cells) {
    if (cells.length != classes.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + classes.size() + " columns");
    }
    body.append("<tr class=\"%s\">".formatted(cssClass));
    for (int i = 0; i < cells.length; i++) {
      body.append("<td class=\"%s\">%s</td>".formatted(classes.get(i), cells[i]));
    }
    body.append("</tr>\n");
    return this;
  }

  String html() {
    return "<table><thead><tr>%s</tr></thead>\n<tbody>%s</tbody></table>\n".formatted(head, body);
  }
}
