package org.wordsight.jobs.query;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.wordsight.jobs.runtime.Printable;

/**
 * The format of printed rows. The constants are in lower case, since they are words of the command
 * line.
 */
public enum ResultFormat {
  /** Aligned columns, for people. */
  table,
  /** RFC 4180 with a header; null is empty. */
  csv,
  /** One array, with an object a line. */
  json;

  /** The texts of a row: one for each cell of a table, else the whole line. */
  String[] texts(String[] columns, Row row) {
    return switch (this) {
      case table -> cells(row);
      case csv -> new String[] {csvLine(row)};
      case json -> new String[] {jsonObject(columns, row)};
    };
  }

  private static String[] cells(Row row) {
    String[] cells = new String[row.length()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = TableWriter.cell(row.get(i));
    }

    return cells;
  }

  private static String csvLine(Row row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length(); i++) {
      line.append(i == 0 ? "" : ",");
      line.append(row.isNullAt(i) ? "" : CsvWriter.field(PlainValues.text(row.get(i))));
    }

    return line.toString();
  }

  /** JSON writes control characters as escapes, which are the same data. */
  private static String jsonObject(String[] columns, Row row) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      object.put(columns[i], PlainValues.plain(row.get(i)));
    }

    return Printable.line(PlainValues.json(object));
  }
}
