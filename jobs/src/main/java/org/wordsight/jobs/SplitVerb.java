package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code split}: runs one stage. */
@Command(
    name = "split",
    header = "Puts samples into train and validation, in one order.",
    description = "Writes samples: the subsets are prefixes of their order.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight split --config conf/demo.yaml",
      "  wordsight split --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d"
    })
final class SplitVerb extends StageVerb {
  SplitVerb() {
    super("split");
  }
}
