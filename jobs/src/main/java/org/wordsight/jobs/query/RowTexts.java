package org.wordsight.jobs.query;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * Converts rows to texts inside Spark's tasks.
 *
 * @param columns the names of the columns
 */
record RowTexts(ResultFormat format, String[] columns) implements Serializable {
  /** A defect of Wordsight, not an exception of the query. */
  static final class CannotPrint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotPrint(RuntimeException cause) {
      super("Cannot print a row: " + cause, cause);
    }
  }

  /** The number of texts of a row. */
  int width() {
    return switch (format) {
      case table -> columns.length;
      case csv, json -> 1;
    };
  }

  String[] of(Row row) {
    try {
      return format.texts(columns, row);
    } catch (RuntimeException e) {
      throw new CannotPrint(e);
    }
  }

  /** The approximate memory of the texts, in characters. */
  static long size(String[] texts) {
    long size = 0;
    for (String text : texts) {
      size += text.length() + 32L;
    }

    return size;
  }
}
