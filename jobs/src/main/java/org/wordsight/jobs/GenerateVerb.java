package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code generate}: runs one stage. */
@Command(
    name = "generate",
    header = "Asks the teacher for questions.",
    description =
        "Writes requests, candidates and rejected. Waves repeat until as many questions as"
            + " split.train and split.validation want survive curation, or the limit is reached.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight generate --config conf/demo.yaml",
      "  wordsight generate --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d"
    })
final class GenerateVerb extends StageVerb {
  GenerateVerb() {
    super("generate");
  }
}
