package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.BatchWork.UnreadResults;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.BatchLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code batch write}: makes files of requests. */
@Command(
    name = "write",
    header = "Writes those requests of the run's next wave that the log lacks.",
    description =
        "A file has at most 50,000 requests and 200 MB. If the requests could cost more than"
            + " synthesis.budgetDollars leaves, none is written (exit status 6). Requests in files of an"
            + " earlier batch are not written again before its results are read (exit status 2).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight batch write --config my.yaml --out requests",
      "  wordsight batch write --config my.yaml --out requests --queue-tokens 1350000",
      "  wordsight batch write --config my.yaml --out requests-2 --again"
    })
final class BatchWriteVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private RunDeviceOption device;
  @Mixin private RunIdOption runId;
  @Mixin private DateOption date;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write: new or empty.")
  private Path out;

  @Option(
      names = "--queue-tokens",
      paramLabel = "N",
      description = {
        "The most prompt tokens of a file, as the provider limits its queue.",
        "A prompt is counted with an upper limit of its tokens: its bytes and a few more."
      })
  private Long queueTokens;

  @Option(
      names = "--again",
      description = {
        "Writes also the requests that are in files of an earlier batch, whose results are not"
            + " read. A request that is answered twice is paid twice."
      })
  private boolean again;

  @Override
  public void run() {
    BatchLimits limits =
        Optional.ofNullable(queueTokens).map(BatchWriteVerb::limits).orElse(BatchLimits.OPENAI);
    runFile.add(device.overrides());
    RunChoice choice = BatchVerb.one(RunChoice.of(runFile, runId, date, new RunId.Newest()));
    BatchWork.teacher(choice.file().config());
    Pipeline.work(
        choice.file(),
        choice.runId(),
        common.console(),
        List.of("generate"),
        run ->
            new BatchWork(run)
                .write(out, limits, again ? UnreadResults.WRITTEN_AGAIN : UnreadResults.REFUSED));
  }

  private static BatchLimits limits(long tokens) {
    if (tokens < 1) {
      throw WordsightException.usage(
          "Cannot write a batch: --queue-tokens is %d, expected at least 1. Change it."
              .formatted(tokens));
    }
    return BatchLimits.OPENAI.withPromptTokens(tokens);
  }
}
