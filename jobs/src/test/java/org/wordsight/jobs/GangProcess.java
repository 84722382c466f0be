package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Sessions;

/** A driver process that trains a run's adapters with several workers. Tests kill it. */
final class GangProcess {
  private GangProcess() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    RunFile file = LocalSpark.runFile(folder, Arrays.copyOfRange(arguments, 1, arguments.length));
    int status = 1;
    try (SparkSession spark = Sessions.open();
        Run run = Run.open(file, new RunId.Named("night"), spark, Console.standard())) {
      new TrainStage().run(run);
      status = 0;
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }
}
