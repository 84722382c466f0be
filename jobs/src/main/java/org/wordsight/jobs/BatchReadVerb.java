package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.List;
import org.wordsight.jobs.runtime.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code batch read}: puts a provider's results into the log. */
@Command(
    name = "read",
    header = "Reads result files and error files of batches into the log.",
    description = {
      "A result that is read twice changes nothing and costs nothing. Lines that hold no whole result and"
          + " results of another run are named (exit status 3). All other results are then in the log."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight batch read --config my.yaml batch_1_output.jsonl batch_1_error.jsonl",
      "  wordsight batch read --config my.yaml --run-id 2026-01-31-0a1b2c3d results/*.jsonl"
    })
final class BatchReadVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private RunDeviceOption device;
  @Mixin private RunIdOption runId;
  @Mixin private DateOption date;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The files that the provider gave.")
  private List<Path> files;

  @Override
  public void run() {
    runFile.add(device.overrides());
    RunChoice choice = BatchVerb.one(RunChoice.of(runFile, runId, date, new RunId.Newest()));
    BatchWork.teacher(choice.file().config());
    files.forEach(BatchWork::requireFile);
    Pipeline.work(
        choice.file(),
        choice.runId(),
        common.console(),
        List.of("generate"),
        run -> new BatchWork(run).read(files));
  }
}
