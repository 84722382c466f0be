package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.Arrays;
import org.wordsight.jobs.runtime.Run;

/** A process that trains a run's adapters. Tests kill it. */
final class TrainProcess {
  private TrainProcess() {}

  public static void main(String[] arguments) {
    String[] more = Arrays.copyOfRange(arguments, 1, arguments.length);
    try (Run run = TestTrainStage.run(Path.of(arguments[0]), more)) {
      new TrainStage().run(run);
    }
    System.exit(0);
  }
}
