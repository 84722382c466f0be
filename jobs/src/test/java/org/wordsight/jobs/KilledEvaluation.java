package org.wordsight.jobs;

import java.nio.file.Path;
import org.wordsight.jobs.evaluation.SmallBenchmark;
import org.wordsight.jobs.runtime.Run;

/** A process that dies, as if killed, in the middle of a batch. */
final class KilledEvaluation {
  static final int STATUS = 137;

  private KilledEvaluation() {}

  /**
   * @param arguments the benchmark's folder, the batch to die in, then overrides
   */
  public static void main(String[] arguments) {
    int fatal = Integer.parseInt(arguments[1]);
    try (Run run = LocalSpark.run(Path.of(arguments[0]), "r", arguments[2], arguments[3])) {
      new EvaluateStage(new Dying(fatal)).run(run);
    }
  }

  private static final class Dying extends SmallBenchmark.Rule {
    private static final long serialVersionUID = 1L;
    private final int fatal;

    Dying(int fatal) {
      this.fatal = fatal;
    }

    @Override
    protected void beforeAsking(int number) {
      if (number == fatal) {
        Runtime.getRuntime().halt(STATUS);
      }
    }
  }
}
