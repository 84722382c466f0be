package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code curate}: runs one stage. */
@Command(
    name = "curate",
    header = "Drops duplicates, and questions that the benchmark contains.",
    description = "Reads candidates; writes duplicates, contamination and rejected.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight curate --config conf/demo.yaml",
      "  wordsight curate --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d"
    })
final class CurateVerb extends StageVerb {
  CurateVerb() {
    super("curate");
  }
}
