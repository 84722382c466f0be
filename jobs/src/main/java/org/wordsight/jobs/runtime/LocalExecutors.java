package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * Executor processes on this machine, for a run with several workers and no master. Spark starts
 * them itself ({@code local-cluster}), from a folder that looks like an installation of Spark. The
 * launcher makes that folder for each process, and names it by the environment variable {@code
 * SPARK_HOME} and a property.
 */
public final class LocalExecutors {
  /** The folder that the launcher made for this process. The executors' logs are in it. */
  private static final String FOLDER = "wordsight.executors";

  /** The class path of executors, besides the jars of that folder. */
  private static final String CLASS_PATH = "wordsight.executorClassPath";

  private static final Logger LOGGER = LoggerFactory.getLogger(LocalExecutors.class);
  private static final String MASTER = "spark.master";
  private static final String MEMORY = "spark.executor.memory";
  private static final String THREADS = "OMP_NUM_THREADS";
  private static final String LOGS = "work";
  private static final String CORES = "spark.executor.cores";
  private static final String CHOSEN = "spark.wordsight.localExecutors";

  private LocalExecutors() {}

  /** Chooses one executor process for each worker, with an equal share of the cores. */
  static void choose(SparkConf settings, int workers) {
    int cores = Math.max(1, threads() / workers);
    settings.set(CHOSEN, "true");
    settings.set(MASTER, master(workers, cores, settings));
    settings.set(CORES, Integer.toString(cores));
    settings.setIfMissing("spark.executor.extraClassPath", System.getProperty(CLASS_PATH, ""));
    settings.setIfMissing("spark.driver.host", "127.0.0.1");
    settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
  }

  /** The threads that matrix products would have in one JVM. */
  private static int threads() {
    String threads = System.getenv(THREADS);
    return threads != null && threads.matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(threads)
        : Runtime.getRuntime().availableProcessors();
  }

  private static String master(int workers, int cores, SparkConf settings) {
    return "local-cluster[%d,%d,%d]".formatted(workers, cores, settings.getSizeAsMb(MEMORY, "1g"));
  }

  /**
   * Lets each of Spark's own workers give its executor enough memory. Called before the session
   * starts.
   *
   * @throws WordsightException exit code 2 where the launcher has not prepared the executors'
   *     folder
   */
  static void prepare(SparkConf settings, int workers) {
    if (!settings.contains(CHOSEN)) {
      return;
    }
    String folder = System.getProperty(FOLDER, "");
    if (folder.isEmpty() || !folder.equals(System.getenv("SPARK_HOME"))) {
      throw WordsightException.usage(
          "Cannot start %d executor processes: the property %s is \"%s\", expected a folder with Spark's jars. Start with submit/wordsight, name a cluster with --master, or set training.workers to 1."
              .formatted(workers, FOLDER, folder));
    }
    settings.set(MASTER, master(workers, settings.getInt(CORES, 1), settings));
  }

  /** Removes the folder where a signal ends this process. */
  public static void discard() {
    String folder = System.getProperty(FOLDER, "");
    if (!folder.isEmpty()) {
      FileUtils.deleteQuietly(Path.of(folder).toFile());
    }
  }

  /**
   * Removes the folder at the end of this process. After a failure, the executors' logs are kept
   * and named.
   */
  public static void close(int status, Console console) {
    String folder = System.getProperty(FOLDER, "");
    if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
      return;
    }
    Path logs = Path.of(folder).resolve(LOGS);
    if (status != ExitCode.DONE.status() && Files.isDirectory(logs)) {
      console.message("The executors' logs are in " + logs);
      return;
    }
    try {
      FileUtils.deleteDirectory(Path.of(folder).toFile());
    } catch (IOException e) {
      LOGGER.warn("Cannot remove {}", folder, e);
    }
  }
}
