package org.wordsight.jobs.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Sessions;

/** Finds problems in Spark's settings for a number of workers, before anything is spent. */
public final class WorkerSettings {
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,.*");
  private static final String INSTANCES = "spark.executor.instances";
  private static final String CORES = "spark.executor.cores";
  private static final String MOST_CORES = "spark.cores.max";
  private static final String GPUS = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  private WorkerSettings() {}

  /** The problems, each with exit code 2; none for one worker. */
  public static List<WordsightException> problems(SparkConf settings, int workers) {
    List<WordsightException> problems = new ArrayList<>();
    if (workers == 1) {
      return problems;
    }
    if (!Sessions.hasExecutors(settings)) {
      problems.add(
          cannot(
              workers,
              "spark.master is " + settings.get("spark.master") + ", which is one JVM",
              "one JVM for each worker, since a JVM computes on one device",
              "Leave --master out, and submit/wordsight starts "
                  + workers
                  + " executor processes, or name a cluster's master"));
      return problems;
    }
    if (settings.getBoolean(DYNAMIC, false)) {
      problems.add(
          cannot(
              workers,
              DYNAMIC + " is true",
              "false, since workers must all be there at the same time",
              "Set it to false, and " + INSTANCES + " to at least " + workers));
    }
    places(settings)
        .ifPresent(
            there -> {
              if (there < workers) {
                problems.add(
                    cannot(
                        workers,
                        "the settings give at most " + there + " executors",
                        "at least " + workers,
                        "Raise " + keyOfPlaces(settings)));
              }
            });
    int gpus = settings.getInt(GPUS, 0);
    if (gpus > 1) {
      problems.add(
          cannot(
              workers,
              GPUS + " is " + gpus,
              "1, since a JVM computes on one GPU",
              "Set it to 1, and start one executor for each GPU"));
    }
    return problems;
  }

  /**
   * @throws WordsightException the first problem
   */
  public static void require(SparkConf settings, int workers) {
    problems(settings, workers).stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw problem;
            });
  }

  static WordsightException cannot(int workers, String seen, String expected, String change) {
    return WordsightException.usage(
        "Cannot train with %d workers: %s, expected %s. %s, or lower training.workers."
            .formatted(workers, seen, expected, change));
  }

  /** The most executors that the settings allow; absent where the settings do not limit them. */
  private static OptionalInt places(SparkConf settings) {
    Matcher local = LOCAL_CLUSTER.matcher(settings.get("spark.master"));
    if (local.matches()) {
      return OptionalInt.of(Integer.parseInt(local.group(1)));
    }
    if (settings.contains(INSTANCES)) {
      return OptionalInt.of(settings.getInt(INSTANCES, 0));
    }
    if (settings.contains(MOST_CORES) && settings.contains(CORES)) {
      return OptionalInt.of(settings.getInt(MOST_CORES, 0) / settings.getInt(CORES, 1));
    }
    return OptionalInt.empty();
  }

  private static String keyOfPlaces(SparkConf settings) {
    return settings.get("spark.master").startsWith("local-cluster")
        ? "the first number of local-cluster"
        : settings.contains(INSTANCES) ? INSTANCES : MOST_CORES;
  }
}
