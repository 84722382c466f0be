package org.wordsight.jobs.query;

import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Printable;

/** Prints rows one after the other in one format, and holds only a bounded part of them. */
public abstract sealed class ResultWriter permits TableWriter, CsvWriter, JsonWriter {
  private static final int MOST_WAITING_CHARACTERS = 1 << 16;

  private final Console console;
  private final StringBuilder waiting = new StringBuilder();

  ResultWriter(Console console) {
    this.console = console;
  }

  /** A writer of rows of these columns. */
  static ResultWriter of(ResultFormat format, StructType schema, Console console) {
    return switch (format) {
      case table -> new TableWriter(schema.fieldNames(), console);
      case csv -> new CsvWriter(schema.fieldNames(), console);
      case json -> new JsonWriter(console);
    };
  }

  /** Takes a row in the form of {@link ResultFormat#texts}. */
  abstract void row(String[] texts);

  /** Writes the end of the output after the last row. */
  abstract void end();

  /** Shows the rows so far. */
  void flush() {
    if (!waiting.isEmpty()) {
      writeWaiting();
    }
  }

  /** Writes text unchanged; it may wait in a buffer. */
  final void write(String text) {
    waiting.append(text);
    if (waiting.length() >= MOST_WAITING_CHARACTERS) {
      writeWaiting();
    }
  }

  private void writeWaiting() {
    console.results(waiting.toString());
    waiting.setLength(0);
  }

  final Console console() {
    return console;
  }

  /** The line unchanged for a program, and with visible control characters for a person. */
  final String shown(String line) {
    return console.showsResults() ? Printable.line(line) : line;
  }
}
