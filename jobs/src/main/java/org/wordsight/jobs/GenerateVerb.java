package org.wordsight.jobs;

import org.wordsight.jobs.synthesis.Calls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      "  wordsight generate --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d",
      "  wordsight generate --config conf/demo.yaml --replay"
    })
final class GenerateVerb extends StageVerb {
  @Mixin private ReplayOption replay;

  GenerateVerb() {
    super("generate");
  }

  @Override
  Calls calls() {
    return replay.calls();
  }
}
