package org.wordsight.jobs;

import picocli.CommandLine.Command;

/** {@code train}: runs one stage. */
@Command(
    name = "train",
    header = "Trains an adapter for each subset.",
    description =
        "Reads samples; writes train_plan, train_steps and adapters. Goes on from the last checkpoint.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight train --config conf/demo.yaml",
      "  wordsight train --config conf/demo.yaml --run-id 2026-01-31-0a1b2c3d"
    })
final class TrainVerb extends StageVerb {
  TrainVerb() {
    super("train");
  }
}
