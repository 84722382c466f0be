package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code evaluate}: runs one stage. */
@Command(
    name = "evaluate",
    header = "Scores the base and every adapter on the benchmark.",
    description =
        "Reads adapters; writes captions, predictions, accuracy, comparisons and rejected.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight evaluate --config conf/demo.yaml",
      "  wordsight evaluate --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d"
    })
final class EvaluateVerb extends StageVerb {
  EvaluateVerb() {
    super("evaluate");
  }
}
