package org.wordsight.jobs;

import org.wordsight.jobs.query.ResultFormat;
import picocli.CommandLine.Option;

/** How rows are printed. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ResultFormat format;

  ResultFormat format() {
    return format;
  }
}
