package org.wordsight.jobs;

import org.wordsight.jobs.runtime.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: runs every stage in order. */
@Command(
    name = "run",
    header = "Does every stage in order, skipping what is done.",
    description = "The same command continues a run that was cut off. Schedules call this verb.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight run --config conf/demo.yaml",
      "  wordsight run --config conf/demo.yaml --set split.seed=2 --run-id seed-2",
      "  wordsight run --config conf/paper-gpt-4o.yaml --device gpu:0",
      "  wordsight run --config conf/nightly.yaml --for yesterday",
      "  wordsight run --config conf/nightly.yaml --for 2026-01-01..2026-01-07"
    })
final class RunVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private WorkersOption workers;
  @Mixin private RunDeviceOption device;
  @Mixin private RunIdOption runId;
  @Mixin private DateOption date;
  @Mixin private ReplayOption replay;

  @Override
  public void run() {
    runFile.add(workers.overrides());
    runFile.add(device.overrides());
    for (RunChoice choice : RunChoice.of(runFile, runId, date, new RunId.NewestUnfinished())) {
      Pipeline.run(choice.file(), choice.runId(), common.console(), replay.calls());
    }
  }
}
