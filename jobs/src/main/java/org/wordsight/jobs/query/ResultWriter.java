package org.wordsight.jobs.query;

import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Printable;

/** Prints rows one after the other, in one format, keeping at most a bounded part of them. */
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

  /** Takes a row as {@link ResultFormat#texts} gives it. */
  abstract void row(String[] texts);

  /** Writes what stands after the last row. */
  abstract void end();

  /** Lets a person see the rows so far. */
  void flush() {
    if (!waiting.isEmpty()) {
      writeWaiting();
    }
  }

  /** Writes text as it is, sooner or later. */
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

  /** Data as it is for a program, and shown for a person. */
  final String shown(String line) {
    return console.showsResults() ? Printable.line(line) : line;
  }
}
