package org.wordsight.jobs.synthesis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.synthesis.FanOut.Missing;
import org.wordsight.money.Dollars;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.openai.BatchFormat;

/** Writes those requests of a wave that the log lacks, as batch files. */
public record BatchWriter(BatchFormat format, BatchLimits limits) {

  /**
   * The most that all requests together can cost, in micro-dollars.
   *
   * @param cap the run's budget; empty without one
   * @throws WordsightException exit code 6 where the requests could cost more than is left
   */
  public long requireBudget(Missing missing, OptionalLong cap) {
    WavePlan wave = missing.wave();
    RequestParameters parameters = wave.planner().parameters();
    long worst = 0;
    for (int number : missing.groups()) {
      Usage most = format.worst(wave.group(number).prompt(), parameters);
      worst = Math.addExact(worst, format.prices().microdollarsAtMost(most));
    }
    if (cap.isPresent() && worst > cap.getAsLong() - missing.spentMicrodollars()) {
      throw new WordsightException(
          ExitCode.BUDGET,
          "Cannot write a batch: synthesis.budgetDollars is %s, expected room for the %,d requests of wave %d, which can cost %s; %s is spent. Raise the budget, or lower synthesis.maximumNewTokens."
              .formatted(
                  Dollars.text(cap.getAsLong()),
                  missing.groups().size(),
                  wave.wave().number() + 1,
                  Dollars.text(worst),
                  Dollars.text(missing.spentMicrodollars())));
    }
    return worst;
  }

  /**
   * Writes the files.
   *
   * @param folder must have no files of these names
   */
  public List<BatchFile> write(Missing missing, Path folder) throws IOException {
    WavePlan wave = missing.wave();
    RequestParameters parameters = wave.planner().parameters();
    String name = "wave-%03d".formatted(wave.wave().number() + 1);
    BatchFiles files = new BatchFiles(folder, name, limits);
    try (files) {
      for (int number : missing.groups()) {
        PlannedGroup group = wave.group(number);
        byte[] line = format.line(group.prompt(), group.requests().get(0), parameters);
        files.add(line, format.worst(group.prompt(), parameters).promptTokens());
      }
    }
    return files.finished();
  }
}
