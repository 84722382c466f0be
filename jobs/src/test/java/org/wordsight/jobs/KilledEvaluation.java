package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
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

    /** The end of the process takes a moment. No other task may begin a batch in that time. */
    @Override
    protected void beforeAsking(int number) {
      if (number == fatal) {
        Runtime.getRuntime().halt(STATUS);
      }

      while (number > fatal) {
        LockSupport.park(this);
      }
    }
  }
}
