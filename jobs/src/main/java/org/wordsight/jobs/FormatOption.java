package org.wordsight.jobs;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.runtime.Console;
import picocli.CommandLine.Option;

/** How rows are printed. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ResultFormat format;

  void print(StructType schema, List<Row> rows, Console console) {
    format.lines(schema, rows).forEach(console::result);
  }
}
