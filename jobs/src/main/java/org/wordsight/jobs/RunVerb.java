package org.wordsight.jobs;

import org.wordsight.jobs.runtime.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: runs every stage in order. */
@Command(
    name = "run",
    header = "Does every stage in order, skipping what is done.",
    description = "A run that was cut off is continued by the same command. What a schedule calls.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight run --config conf/demo.yaml",
      "  wordsight run --config conf/demo.yaml --set split.seed=2 --run-id seed-2"
    })
final class RunVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private RunIdOption runId;

  @Override
  public void run() {
    Pipeline.run(runFile.load(), runId.orElse(new RunId.NewestUnfinished()), common.console());
  }
}
