package org.wordsight.jobs.query;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.wordsight.jobs.runtime.Console;

/**
 * Writes CSV by RFC 4180. In a file, values keep their bytes. On a terminal, control characters are
 * shown as escapes.
 */
final class CsvWriter extends ResultWriter {
  CsvWriter(String[] columns, Console console) {
    super(console);
    row(
        new String[] {
          Arrays.stream(columns).map(CsvWriter::field).collect(Collectors.joining(","))
        });
  }

  static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !text.isEmpty() ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  @Override
  void row(String[] texts) {
    write(shown(texts[0]) + "\n");
  }

  @Override
  void end() {
    flush();
  }
}
