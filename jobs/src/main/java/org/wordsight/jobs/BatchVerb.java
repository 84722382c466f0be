package org.wordsight.jobs;

import java.util.List;
import org.wordsight.error.WordsightException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code batch}: asks the teacher by files. */
@Command(
    name = "batch",
    header =
        "Asks the teacher by OpenAI's batch files, which many providers sell at half the price.",
    description = {
      "write makes files of the requests that the run's next wave lacks. You upload them, and"
          + " download the results. read puts these into the log, at teacher.prices times"
          + " teacher.prices.batch.",
      "The next write repeats requests that failed or expired. When write finds nothing more,"
          + " generate makes the tables."
    },
    subcommands = {BatchWriteVerb.class, BatchReadVerb.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight batch write --config my.yaml --out requests",
      "  wordsight batch write --config my.yaml --out requests-2 --queue-tokens 1350000",
      "  wordsight batch read --config my.yaml results/*.jsonl",
      "  wordsight generate --config my.yaml"
    })
final class BatchVerb implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("unused") // The options of the parsed command line.
  @Mixin
  private CommonOptions common;

  /** The files of a batch belong to one run. */
  static RunChoice one(List<RunChoice> choices) {
    if (choices.size() > 1) {
      throw WordsightException.usage(
          "Cannot ask by batch files: --for stands for %d dates, expected one. Name one date."
              .formatted(choices.size()));
    }
    return choices.get(0);
  }

  /** A command line without one of the two is refused. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand, expected write or read.");
  }
}
