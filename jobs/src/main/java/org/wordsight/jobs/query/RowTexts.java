package org.wordsight.jobs.query;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * Makes rows into texts where they are, in Spark's tasks.
 *
 * @param columns their names
 */
record RowTexts(ResultFormat format, String[] columns) implements Serializable {
  /** A defect of ours, told apart from what the query itself throws. */
  static final class CannotPrint extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotPrint(RuntimeException cause) {
      super("Cannot print a row: " + cause, cause);
    }
  }

  /** How many texts a row has. */
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

  /** How much memory the texts take, roughly, in characters. */
  static long size(String[] texts) {
    long size = 0;
    for (String text : texts) {
      size += text.length() + 32L;
    }

    return size;
  }
}
