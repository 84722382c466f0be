package org.wordsight.jobs.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Printable;

/**
 * Writes aligned columns. The first rows are held back, and the widths fit these rows and the
 * names. A later cell that is wider is printed whole, out of line.
 */
final class TableWriter extends ResultWriter {
  private static final int WIDEST_CELL = 80;
  private static final int ROWS_OF_WIDTHS = 1_000;

  private final List<String[]> first = new ArrayList<>();
  private final int[] widths;
  private long rows;
  private boolean begun;
  private boolean outOfLine;

  TableWriter(String[] columns, Console console) {
    super(console);
    widths = new int[columns.length];
    keep(Arrays.stream(columns).map(TableWriter::cell).toArray(String[]::new));
  }

  /** A value in one line of at most {@link #WIDEST_CELL} characters. */
  static String cell(Object value) {
    String text =
        value instanceof Double number
            ? String.format(Locale.ROOT, "%.6g", number)
            : Printable.line(PlainValues.text(value));
    return width(text) <= WIDEST_CELL
        ? text
        : text.substring(0, text.offsetByCodePoints(0, WIDEST_CELL - 1)) + "…";
  }

  @Override
  void row(String[] cells) {
    rows++;
    if (begun) {
      print(cells);
    } else {
      keep(cells);
      if (rows == ROWS_OF_WIDTHS) {
        begin();
      }
    }
  }

  private void keep(String[] cells) {
    first.add(cells);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], width(cells[i]));
    }
  }

  private void begin() {
    begun = true;
    print(first.get(0));
    write(Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining("  ")) + "\n");
    first.subList(1, first.size()).forEach(this::print);
    first.clear();
  }

  private void print(String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      int missing = widths[i] - width(cells[i]);
      outOfLine |= missing < 0;
      line.append(cells[i]).append(" ".repeat(Math.max(0, missing) + 2));
    }

    write(line.toString().stripTrailing() + "\n");
  }

  @Override
  void flush() {
    if (begun) {
      super.flush();
    }
  }

  @Override
  void end() {
    if (!begun) {
      begin();
    }

    write(rows == 1 ? "1 row\n" : rows + " rows\n");
    flush();
    if (outOfLine) {
      console()
          .message(
              "The columns fit the first %,d rows: later cells that are wider stand out of line."
                  .formatted(ROWS_OF_WIDTHS));
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
