package org.wordsight.jobs.query;

import org.wordsight.jobs.runtime.Console;

/** Writes one JSON array, with one object on each line. */
final class JsonWriter extends ResultWriter {
  private boolean empty = true;

  JsonWriter(Console console) {
    super(console);
    write("[");
  }

  @Override
  void row(String[] texts) {
    write((empty ? "\n" : ",\n") + texts[0]);
    empty = false;
  }

  @Override
  void end() {
    write("\n]\n");
    flush();
  }
}
